package dev.baton.worker;

import dev.baton.WorkerHost;
import java.security.SecureRandom;

/** What the parts of one worker share. */
record WorkerParts(
        WorkerHost host,
        WorkerSettings settings,
        Ticker ticker,
        Tally tally,
        Events events,
        Stillness stillness,
        SecureRandom random) {}
