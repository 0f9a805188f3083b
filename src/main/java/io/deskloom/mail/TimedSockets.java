package io.deskloom.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;

/**
 * Sockets of one delivery, to be closed together. A server that says one word now and then keeps every single wait short and the
 * whole without end: closing its socket is what ends it.
 */
final class TimedSockets extends SocketFactory {
    private final SocketFactory made;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    TimedSockets(SocketFactory made) {
        this.made = made;
    }

    /** Ends all of them, and those that are made later. */
    void close() {
        closed = true;
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed, one way or the other.
                continue;
            }
        }
    }

    private Socket kept(Socket socket) throws IOException {
        open.add(socket);
        if (closed) {
            socket.close();
        }
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return kept(made.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return kept(made.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return kept(made.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return kept(made.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return kept(made.createSocket(host, port, local, localPort));
    }
}
