package dev.baton.bench.limit;

import dev.baton.bench.lab.Lab;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** The same as redis-benchmark, for machines that have none: plain sockets, and answers that are counted, not read. */
public record SocketPipelines(Lab lab, int commands) implements PipelinedCommands {
    private static final int SOCKETS = 8;

    @Override
    public String describe() {
        return "pipelines of " + PIPELINE + " over " + SOCKETS
                + " sockets of its own, for there is no redis-benchmark on PATH";
    }

    @Override
    public double perSecond(String... command) throws IOException, InterruptedException {
        int pipelines = Math.max(1, commands / PIPELINE / SOCKETS);
        ExecutorService threads = Executors.newFixedThreadPool(SOCKETS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                work.add(() -> {
                    send(pipelines, command);
                    return null;
                });
            }
            long began = System.nanoTime();
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
            return (double) pipelines * PIPELINE * SOCKETS / ((System.nanoTime() - began) / 1e9);
        } catch (ExecutionException e) {
            throw new IOException("Redis could not be measured: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void send(int pipelines, String... command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(lab.address().getHost(), lab.address().getPort()), 5_000);
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            String password = lab.password();
            if (password != null) {
                socket.getOutputStream().write(resp("AUTH", password));
                skipAnswer(in);
            }
            for (int i = 0; i < pipelines; i++) {
                StringBuilder pipeline = new StringBuilder();
                for (int j = 0; j < PIPELINE; j++) {
                    String number =
                            String.format("%012d", ThreadLocalRandom.current().nextInt(100_000));
                    String[] words = command.clone();
                    for (int k = 0; k < words.length; k++) {
                        words[k] = words[k].replace("__rand_int__", number);
                    }
                    pipeline.append(new String(resp(words), StandardCharsets.UTF_8));
                }
                socket.getOutputStream().write(pipeline.toString().getBytes(StandardCharsets.UTF_8));
                for (int j = 0; j < PIPELINE; j++) {
                    skipAnswer(in);
                }
            }
        }
    }

    private static byte[] resp(String... words) {
        StringBuilder out = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            out.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Texts, numbers, nil and errors: all that the commands measured here answer. */
    private static void skipAnswer(InputStream in) throws IOException {
        int kind = in.read();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis ended the connection");
            }
            line.append((char) next);
        }
        if (kind == '-') {
            throw new IOException(
                    "Redis refused to be measured: " + line.toString().strip());
        }
        if (kind == '$') {
            int length = Integer.parseInt(line.toString().strip());
            if (length >= 0) {
                in.skipNBytes(length + 2L);
            }
        }
    }
}
