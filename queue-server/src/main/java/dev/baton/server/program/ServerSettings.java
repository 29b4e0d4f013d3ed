package dev.baton.server.program;

import dev.baton.server.http.Redaction;
import dev.baton.server.tls.ServerTls;
import dev.baton.worker.program.HostPort;
import dev.baton.worker.program.LogFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the server runs with.
 *
 * @param redis the URI, or empty for a Redis of its own
 * @param data where a Redis of its own keeps its data, if said
 * @param http where the HTTP door listens; empty for none
 * @param tcp where the TCP door listens; empty for none
 * @param queue of the small systems' REST, and of the worker
 * @param tcpQueue of the TCP door's older dialect
 * @param lease how long consumers of the TCP door have for a job
 * @param keys the file of API keys, if whoever comes needs one
 * @param hosts names under which browsers may come, besides loopback's
 * @param maxCrashes lost claims after which a job is buried
 * @param worker options of the worker in this process; empty for none
 * @param tls certificate and key of both doors; empty for plain ones
 * @param redaction which fields of payloads and results are not shown
 * @param log where the log goes besides the console
 * @param report the period of the report line, if one is wanted
 */
record ServerSettings(
        Optional<String> redis,
        Optional<Path> data,
        Optional<HostPort> http,
        Optional<HostPort> tcp,
        String queue,
        String tcpQueue,
        Duration lease,
        Optional<Path> keys,
        Set<String> hosts,
        int maxCrashes,
        Map<String, String> worker,
        Optional<ServerTls> tls,
        Redaction redaction,
        Optional<LogFile> log,
        Optional<Duration> report,
        boolean allowEviction) {}
