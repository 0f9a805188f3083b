package io.deskloom.attachment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Objects by path, for whoever signs as "Signature Version 4" of the S3 documentation says; computed here on its own, not by the
 * library that is tested. Answers 403 to a wrong signature or a body that is not the signed one.
 */
public final class FakeS3 implements AutoCloseable {
    public static final String ACCESS = "AKIATEST";
    public static final String SECRET = "a secret of the tests";

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=(\\w+)/((\\d{8})/([\\w-]+)/s3/aws4_request), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

    public final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final HttpServer server;

    public FakeS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getRawPath();
            if (!isSigned(exchange, body)) {
                answer(
                        exchange,
                        403,
                        "<Error><Code>SignatureDoesNotMatch</Code></Error>".getBytes(StandardCharsets.UTF_8));
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    objects.put(path, body);
                    answer(exchange, 200, new byte[0]);
                }
                case "DELETE" -> {
                    objects.remove(path);
                    answer(exchange, 204, new byte[0]);
                }
                default -> get(exchange, objects.get(path));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void get(HttpExchange exchange, byte[] object) throws IOException {
        if (object == null) {
            answer(exchange, 404, "<Error><Code>NoSuchKey</Code></Error>".getBytes(StandardCharsets.UTF_8));
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        answer(exchange, range == null ? 200 : 206, Arrays.copyOfRange(object, from, object.length));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static boolean isSigned(HttpExchange exchange, byte[] body) throws GeneralSecurityException {
        Matcher said = AUTHORIZATION.matcher(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        String date = exchange.getRequestHeaders().getFirst("X-Amz-Date");
        if (!said.matches() || !said.group(1).equals(ACCESS) || hash == null || !hash.equals(sha256(body))) {
            return false;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String name : said.group(5).split(";")) {
            headers.put(name, exchange.getRequestHeaders().getFirst(name).strip());
        }
        StringBuilder canonical = new StringBuilder(exchange.getRequestMethod())
                .append('\n')
                .append(exchange.getRequestURI().getRawPath())
                .append("\n\n");
        headers.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        canonical.append('\n').append(said.group(5)).append('\n').append(hash);
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + said.group(2) + "\n"
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {said.group(3), said.group(4), "s3", "aws4_request", toSign}) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(key).equals(said.group(6));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
