import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A cheap closed-loop load: some kept-alive connections, each sending its next request when the last is answered. */
final class Load {
    /** @param perSecond answered requests; @param cpuMs server processor time per request */
    record Result(double perSecond, double cpuMs) {}

    /** Makes the n-th request. */
    interface Requests {
        String next(long n);
    }

    private Load() {}

    static Result run(Machine.Server server, int connections, double seconds, Requests requests) throws Exception {
        AtomicLong count = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        double cpu = server.cpuSeconds();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Connection c = new Connection(server.port())) {
                    while (System.nanoTime() < end) {
                        Answer answer = c.send(requests.next(SEQUENCE.incrementAndGet()));
                        if (answer.status() >= 300) {
                            if (failed.incrementAndGet() == 1) {
                                Bench.say("refused: " + answer.status() + " " + answer.body());
                            }
                        } else {
                            count.incrementAndGet();
                        }
                    }
                } catch (IOException e) {
                    failed.incrementAndGet();
                    Bench.say("connection lost: " + e);
                }
            }));
        }
        for (Thread t : threads) {
            t.join();
        }
        double took = (System.nanoTime() - begin) / 1e9;
        if (failed.get() > count.get() / 100) {
            throw new IllegalStateException(failed + " of " + (count.get() + failed.get()) + " requests failed");
        }
        return new Result(count.get() / took, (server.cpuSeconds() - cpu) * 1000 / Math.max(1, count.get()));
    }

    private static final AtomicLong SEQUENCE = new AtomicLong(System.nanoTime());

    static String request(String method, String path, String token, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder r = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n");
        for (String h : headers) {
            r.append(h).append("\r\n");
        }
        if (bytes.length > 0) {
            r.append("Content-Type: application/json\r\nContent-Length: ").append(bytes.length).append("\r\n");
        }
        return r.append("\r\n").append(body).toString();
    }

    record Answer(int status, String body) {}

    /** Just enough HTTP/1.1 to cost little beside what is measured. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 32_768);
            out = socket.getOutputStream();
        }

        Answer send(String request) throws IOException {
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            String status = line();
            int length = -1;
            boolean chunked = false;
            for (String h = line(); !h.isEmpty(); h = line()) {
                String lower = h.toLowerCase(java.util.Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                    chunked = true;
                }
            }
            int code = Integer.parseInt(status.split(" ")[1]);
            if (chunked) {
                StringBuilder body = new StringBuilder();
                for (int n = Integer.parseInt(line(), 16); n > 0; n = Integer.parseInt(line(), 16)) {
                    body.append(new String(in.readNBytes(n), StandardCharsets.UTF_8));
                    line();
                }
                line();
                return new Answer(code, body.toString());
            }
            return new Answer(code, length <= 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
