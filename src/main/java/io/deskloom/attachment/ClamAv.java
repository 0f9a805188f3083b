package io.deskloom.attachment;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A clamd over TCP, by its INSTREAM command: {@code zINSTREAM\0}, then chunks with their length as four bytes before them, then a
 * chunk of length zero; it answers {@code stream: OK\0} or {@code stream: <name> FOUND\0} (clamd(8)).
 */
public final class ClamAv implements Scanner {
    private static final Logger LOG = Logger.getLogger(ClamAv.class);
    private static final int CHUNK = 64 * 1024;
    private static final int LONGEST_ANSWER = 4096;

    private final InetSocketAddress address;
    private final int patience;

    /** @param patience how long to wait for the connection, and for each answer */
    public ClamAv(String host, int port, Duration patience) {
        this.address = new InetSocketAddress(host, port);
        this.patience = Math.toIntExact(patience.toMillis());
    }

    @Override
    public Scan scan(InputStream content) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), patience);
            socket.setSoTimeout(patience);
            send(content, new DataOutputStream(socket.getOutputStream()));
            return verdict(answer(new BufferedInputStream(socket.getInputStream())));
        } catch (IOException e) {
            LOG.warnf("the virus scanner cannot be asked: %s", e.toString());
            return Scan.UNAVAILABLE;
        }
    }

    private static void send(InputStream content, DataOutputStream out) throws IOException {
        out.write("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII));
        byte[] chunk = new byte[CHUNK];
        for (int n = content.readNBytes(chunk, 0, CHUNK); n > 0; n = content.readNBytes(chunk, 0, CHUNK)) {
            out.writeInt(n);
            out.write(chunk, 0, n);
        }
        out.writeInt(0);
        out.flush();
    }

    private static String answer(InputStream in) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int b = in.read(); b > 0 && text.size() < LONGEST_ANSWER; b = in.read()) {
            text.write(b);
        }
        return text.toString(StandardCharsets.UTF_8).strip();
    }

    /** Only what says OK in so many words is clean. */
    private static Scan verdict(String answer) {
        if (answer.equals("stream: OK")) {
            return Scan.CLEAN;
        }
        if (answer.endsWith(" FOUND")) {
            LOG.warnf("the virus scanner says: %s", answer);
            return Scan.INFECTED;
        }
        LOG.warnf("the virus scanner does not say whether a file is clean: %s", answer);
        return Scan.UNAVAILABLE;
    }
}
