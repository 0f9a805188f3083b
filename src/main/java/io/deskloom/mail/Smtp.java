package io.deskloom.mail;

import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.Undeliverable;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hands mails to the mail server, one connection each. */
public final class Smtp implements MailSwitch {
    /** Bytes of a whole mail; text is bounded where it is made, so this is a second look. */
    static final int LARGEST = 512 * 1024;

    private static final Logger LOG = Logger.getLogger(Smtp.class);
    private static final String UTF_8 = "UTF-8";

    private final Optional<SmtpServer> server;

    /** @param server empty where no mail is set up */
    public Smtp(Optional<SmtpServer> server) {
        this.server = server;
    }

    @Override
    public boolean isOn() {
        return server.isPresent();
    }

    /** The server; asked only where {@link #isOn}. */
    SmtpServer server() {
        return server.orElseThrow(() -> new IllegalStateException("no mail server is set up"));
    }

    /**
     * Sends it, or says why not.
     *
     * @throws Undeliverable when the server says that it never will
     * @throws MessagingException when it may work later
     */
    void send(Letter letter) throws Undeliverable, MessagingException {
        SmtpServer to = server();
        TimedSockets sockets = new TimedSockets(
                to.tls() == SmtpServer.Tls.TLS ? SSLSocketFactory.getDefault() : SocketFactory.getDefault());
        Session session = Session.getInstance(properties(to, sockets));
        MimeMessage message = message(session, to, letter);
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofVirtual().name("mail-patience").start(() -> endAfter(to, done, sockets));
        try {
            Transport transport = session.getTransport("smtp");
            transport.connect(to.host(), to.port(), to.user(), to.password());
            try {
                transport.sendMessage(message, message.getAllRecipients());
            } finally {
                hangUp(transport);
            }
        } catch (MessagingException e) {
            String never = permanent(e);
            if (never != null) {
                throw new Undeliverable(never, e);
            }
            throw e;
        } finally {
            done.countDown();
        }
    }

    /** What goes wrong now does not change what became of the mail: said, it would have it sent again. */
    private static void hangUp(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debugf(e, "the mail server did not say goodbye");
        }
    }

    private static void endAfter(SmtpServer server, CountDownLatch done, TimedSockets sockets) {
        try {
            if (!done.await(server.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                sockets.close();
            }
        } catch (InterruptedException e) {
            sockets.close();
        }
    }

    private static Properties properties(SmtpServer server, TimedSockets sockets) {
        String wait = Long.toString(server.patience().toMillis() / 2);
        Properties p = new Properties();
        p.put("mail.smtp.host", server.host());
        p.put("mail.smtp.port", Integer.toString(server.port()));
        p.put("mail.smtp.connectiontimeout", wait);
        p.put("mail.smtp.timeout", wait);
        p.put("mail.smtp.writetimeout", wait);
        p.put("mail.smtp.auth", Boolean.toString(server.user() != null));
        // What we are called is asked of the network otherwise, which may take its time.
        p.put(
                "mail.smtp.localhost",
                Optional.ofNullable(server.site().getHost()).orElse("localhost"));
        p.put("mail.smtp.from", server.from().text());
        p.put("mail.smtp.ssl.checkserveridentity", "true");
        p.put("mail.smtp.starttls.enable", Boolean.toString(server.tls() == SmtpServer.Tls.STARTTLS));
        p.put("mail.smtp.starttls.required", Boolean.toString(server.tls() == SmtpServer.Tls.STARTTLS));
        // The socket factory is one of TLS sockets already, where they are wanted.
        p.put("mail.smtp.socketFactory", sockets);
        p.put("mail.smtp.socketFactory.fallback", "false");
        p.put("mail.smtp.quitwait", "false");
        return p;
    }

    static MimeMessage message(Session session, SmtpServer server, Letter letter)
            throws MessagingException, Undeliverable {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + letter.id() + ">");
            }
        };
        try {
            message.setFrom(new InternetAddress(server.from().text(), OneLine.of(letter.sender()), UTF_8));
            message.setRecipient(
                    Message.RecipientType.TO, new InternetAddress(letter.to().text(), true));
            message.setSubject(OneLine.of(letter.subject()), UTF_8);
            message.setSentDate(Date.from(letter.at()));
            // No machine answers to a machine.
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("Precedence", "bulk");
            message.setHeader("X-Auto-Response-Suppress", "All");
            message.setHeader("Content-Language", letter.language());
            if (letter.thread() != null) {
                message.setHeader("In-Reply-To", "<" + letter.thread() + ">");
                message.setHeader("References", "<" + letter.thread() + ">");
            }
            if (letter.stop() != null) {
                message.setHeader("List-Unsubscribe", "<" + letter.stop() + ">");
                message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
            }
            MimeMultipart both = new MimeMultipart("alternative");
            both.addBodyPart(part(letter.text(), "text/plain"));
            both.addBodyPart(part(letter.html(), "text/html"));
            message.setContent(both);
            message.saveChanges();
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            message.writeTo(whole);
            if (whole.size() > LARGEST) {
                throw new Undeliverable("mail-too-large");
            }
            return message;
        } catch (IOException e) {
            throw new MessagingException("the mail could not be written", e);
        }
    }

    private static MimeBodyPart part(String text, String type) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(text, type + "; charset=" + StandardCharsets.UTF_8);
        // Lines of any length and any sign go through servers that know neither.
        part.setHeader("Content-Transfer-Encoding", "base64");
        part.setDisposition(Part.INLINE);
        return part;
    }

    /**
     * Why trying again will not help; null when it may. That this server does not let us in, or not in this sender's name, is a
     * setting: what is waiting goes once it is right.
     */
    private static @Nullable String permanent(MessagingException failure) {
        for (Exception e = failure; e != null; e = next(e)) {
            if (e instanceof SMTPAddressFailedException address && isPermanent(address.getReturnCode())) {
                return "address-refused";
            }
            if (e instanceof SMTPSenderFailedException) {
                return null;
            }
            if (e instanceof SMTPSendFailedException refused
                    && isPermanent(refused.getReturnCode())
                    && next(e) == null) {
                return "mail-refused";
            }
        }
        return null;
    }

    private static @Nullable Exception next(Exception e) {
        return e instanceof MessagingException mail ? mail.getNextException() : null;
    }

    private static boolean isPermanent(int code) {
        return code >= 500 && code < 600;
    }
}
