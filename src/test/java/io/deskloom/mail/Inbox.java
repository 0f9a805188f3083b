package io.deskloom.mail;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Folder;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** A mail server with mailboxes, read as a mail program reads them: by IMAP. */
public final class Inbox implements AutoCloseable {
    private final GreenMail server;

    public Inbox(int port) {
        ServerSetup imap = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP);
        server = new GreenMail(
                new ServerSetup[] {new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP), imap.dynamicPort()});
        server.start();
    }

    /** A mail as its reader has it. */
    public record Read(List<Header> headers, String subject, String text, String html) {
        /** Its only value, or all of them. */
        public String header(String name) {
            return headers.stream()
                    .filter(header -> header.getName().equalsIgnoreCase(name))
                    .map(Header::getValue)
                    .collect(Collectors.joining(" // "));
        }
    }

    /** The mails of an address, oldest first. */
    public List<Read> of(String address) {
        server.setUser(address, address, "secret");
        try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("127.0.0.1", server.getImap().getPort(), address, "secret");
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            List<Read> out = new ArrayList<>();
            for (Message each : inbox.getMessages()) {
                Multipart parts = (Multipart) each.getContent();
                out.add(new Read(
                        Collections.list(each.getAllHeaders()),
                        each.getSubject(),
                        text(parts.getBodyPart(0)),
                        text(parts.getBodyPart(1))));
            }
            return out;
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(BodyPart part) throws MessagingException, IOException {
        return (String) part.getContent();
    }

    public int count() {
        return server.getReceivedMessages().length;
    }

    @Override
    public void close() {
        server.stop();
    }
}
