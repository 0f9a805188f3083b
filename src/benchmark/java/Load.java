import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A cheap closed-loop load: some kept-alive connections, each sending its next request when the last is answered. */
final class Load {
    /** @param perSecond answered requests; @param cpuMs server processor time per request */
    record Result(double perSecond, double cpuMs, long failed) {}

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
        return new Result(count.get() / took, (server.cpuSeconds() - cpu) * 1000 / Math.max(1, count.get()), failed.get());
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

    /**
     * Just enough HTTP/1.1 to cost little beside what is measured, however many headers an answer has: the generator shares
     * the processors with the server.
     */
    static final class Connection implements AutoCloseable {
        private static final byte[] END = {'\r', '\n', '\r', '\n'};
        private static final String LENGTH = "\ncontent-length:";

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private byte[] buffer = new byte[65_536];
        private int filled;

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        /** @throws IOException also for an answer that says neither how long it is nor that it comes in parts */
        Answer send(String request) throws IOException {
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            filled = 0;
            int head = -1;
            while (head < 0) {
                int from = Math.max(0, filled - END.length);
                fill();
                head = end(from);
            }
            String headers = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
            int code = Integer.parseInt(headers.substring(9, 12));
            if (headers.toLowerCase(java.util.Locale.ROOT).contains("\ntransfer-encoding: chunked")) {
                return new Answer(code, chunks(head + END.length));
            }
            int length = code == 204 ? 0 : length(headers);
            int all = head + END.length + length;
            while (filled < all) {
                fill();
            }
            return new Answer(code, new String(buffer, head + END.length, length, StandardCharsets.UTF_8));
        }

        /** What is longer than the server's buffer comes in parts, each with its length before it. */
        private String chunks(int from) throws IOException {
            java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
            int at = from;
            while (true) {
                int line = at;
                while (line + 1 >= filled || buffer[line] != '\r' || buffer[line + 1] != '\n') {
                    if (line + 1 >= filled) {
                        fill();
                    } else {
                        line++;
                    }
                }
                int length = Integer.parseInt(new String(buffer, at, line - at, StandardCharsets.ISO_8859_1).strip(), 16);
                int begin = line + 2;
                while (filled < begin + length + 2) {
                    fill();
                }
                if (length == 0) {
                    return body.toString(StandardCharsets.UTF_8);
                }
                body.write(buffer, begin, length);
                at = begin + length + 2;
            }
        }

        private void fill() throws IOException {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
            int n = in.read(buffer, filled, buffer.length - filled);
            if (n < 0) {
                throw new IOException("closed");
            }
            filled += n;
        }

        /** Where the headers end; -1 while they have not all come. */
        private int end(int from) {
            for (int i = from; i + END.length <= filled; i++) {
                if (Arrays.equals(buffer, i, i + END.length, END, 0, END.length)) {
                    return i;
                }
            }
            return -1;
        }

        private static int length(String headers) throws IOException {
            for (int i = headers.indexOf('\n'); i >= 0; i = headers.indexOf('\n', i + 1)) {
                if (headers.regionMatches(true, i, LENGTH, 0, LENGTH.length())) {
                    int end = headers.indexOf('\r', i);
                    return Integer.parseInt(headers.substring(i + LENGTH.length(), end < 0 ? headers.length() : end).strip());
                }
            }
            throw new IOException("no content-length: " + headers);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
