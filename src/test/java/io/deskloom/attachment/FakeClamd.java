package io.deskloom.attachment;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks clamd's INSTREAM as clamd(8) describes it, and finds everything infected that holds {@link #VIRUS}. */
final class FakeClamd implements AutoCloseable {
    static final String VIRUS = "X5O!P%@AP[4\\PZX54(P^)7CC)7}-EICAR-TEST-OF-OURS";

    private final ServerSocket server;
    final AtomicInteger asked = new AtomicInteger();
    volatile String instead;

    FakeClamd() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteArrayOutputStream command = new ByteArrayOutputStream();
            for (int b = in.read(); b > 0; b = in.read()) {
                command.write(b);
            }
            String said = "UNKNOWN COMMAND";
            if (command.toString(StandardCharsets.US_ASCII).equals("zINSTREAM")) {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                for (int length = in.readInt(); length != 0; length = in.readInt()) {
                    content.write(in.readNBytes(length));
                }
                asked.incrementAndGet();
                said = content.toString(StandardCharsets.ISO_8859_1).contains(VIRUS)
                        ? "stream: Ours.Test.Signature FOUND"
                        : "stream: OK";
            }
            String answer = instead == null ? said : instead;
            socket.getOutputStream().write((answer + "\0").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Whoever asked has gone away.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
