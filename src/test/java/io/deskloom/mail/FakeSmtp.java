package io.deskloom.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A mail server that misbehaves as it is told to. */
final class FakeSmtp implements AutoCloseable {
    /** A mail it has taken. */
    record Taken(List<String> to, String data) {}

    /** What becomes of the mail of one connection, counted from 1. */
    interface Whim {
        /** @return the answer to the whole mail; null to hang up in the middle of it */
        @Nullable
        String mail(int connection);
    }

    private final ServerSocket socket;
    private final Predicate<String> knows;
    private final Whim whim;
    private final AtomicInteger connections = new AtomicInteger();
    final List<Taken> taken = new CopyOnWriteArrayList<>();

    FakeSmtp(int port, Predicate<String> knows, Whim whim) throws IOException {
        this.socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.knows = knows;
        this.whim = whim;
        Thread.ofVirtual().start(this::serve);
    }

    int connections() {
        return connections.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> talk(client, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client, int number) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = client.getOutputStream()) {
            say(out, "220 fake");
            List<String> to = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("RCPT TO:")) {
                    boolean known = knows.test(line);
                    if (known) {
                        to.add(line);
                    }
                    say(out, known ? "250 ok" : "550 5.1.1 nobody here");
                } else if (line.equals("DATA")) {
                    say(out, "354 go on");
                    String answer = whim.mail(number);
                    String data = data(in);
                    if (answer == null) {
                        return;
                    }
                    if (answer.startsWith("250")) {
                        taken.add(new Taken(List.copyOf(to), data));
                    }
                    say(out, answer);
                } else if (line.startsWith("EHLO")) {
                    say(out, "250-fake\r\n250 AUTH PLAIN LOGIN");
                } else if (line.startsWith("AUTH")) {
                    say(out, "535 5.7.8 who are you");
                } else if (line.equals("QUIT")) {
                    say(out, "221 bye");
                    return;
                } else {
                    say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // The other side has hung up.
            return;
        }
    }

    private static String data(BufferedReader in) throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            data.append(line).append('\n');
        }
        return data.toString();
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
