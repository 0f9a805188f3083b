package io.deskloom.script;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The main program of a worker: runs one call after another and ends with its server, whatever way that ends. It is given
 * no environment, no argument, and no class but what scripts need.
 */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        // Whatever else would print has nothing to say to the server.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());
        LinkedBlockingQueue<Frames.Request> requests = new LinkedBlockingQueue<>(1);
        Thread reader = new Thread(() -> read(in, requests), "requests");
        reader.setDaemon(true);
        reader.start();
        try (InProcess runner = new InProcess(1, 8)) {
            // What the first call would wait for.
            runner.run(
                    "",
                    ScriptCode.of("ready.js", "export default function () { return 0; }"),
                    "null",
                    ScriptLimits.DEFAULT);
            out.writeInt(Frames.READY);
            out.flush();
            while (true) {
                Frames.Request request = requests.take();
                Frames.write(out, runner.run(request.scope(), request.code(), request.input(), request.limits()));
            }
        }
    }

    private static void read(DataInputStream in, LinkedBlockingQueue<Frames.Request> requests) {
        try {
            while (true) {
                requests.put(Frames.request(in));
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            // The server is gone, or speaks nonsense: whatever runs here is nobody's any more.
            Runtime.getRuntime().halt(0);
        }
    }
}
