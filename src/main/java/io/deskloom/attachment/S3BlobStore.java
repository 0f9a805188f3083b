package io.deskloom.attachment;

import io.deskloom.kernel.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Contents as objects of an S3-compatible server, addressed by path: {@code <bucket>/<prefix><tenant>/<content>}. A content waits in a
 * temporary file until it is complete, because a signature covers the whole; so a broken-off upload never reaches the bucket.
 */
public final class S3BlobStore implements BlobStore {
    public static final String KEY = "s3";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What the client itself says in every request, and lets nobody else say. */
    private static final Set<String> BY_CLIENT = Set.of("host", "content-length", "expect", "connection");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Settings settings;
    private final Clock clock;

    /**
     * Where the objects are.
     *
     * @param endpoint "https://s3.example.com"
     * @param prefix before every object's name, "" for none
     */
    public record Settings(
            URI endpoint, String region, String bucket, String prefix, String accessKey, String secretKey) {
        @Override
        public String toString() {
            return endpoint + "/" + bucket;
        }
    }

    public S3BlobStore(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Writing write(TenantId tenant, UUID blob) throws IOException {
        Path file = Files.createTempFile("deskloom-upload-", ".part");
        return new Spooled(tenant, blob, file, Files.newOutputStream(file));
    }

    private final class Spooled implements Writing {
        private final TenantId tenant;
        private final UUID blob;
        private final Path file;
        private final OutputStream out;

        Spooled(TenantId tenant, UUID blob, Path file, OutputStream out) {
            this.tenant = tenant;
            this.blob = blob;
            this.file = file;
            this.out = out;
        }

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            out.write(bytes, 0, length);
        }

        @Override
        public void finish() throws IOException {
            out.close();
            HttpResponse<InputStream> answer = send(SdkHttpMethod.PUT, tenant, blob, null, file);
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw refused("PUT", answer, body);
                }
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
            Files.deleteIfExists(file);
        }
    }

    @Override
    public InputStream open(TenantId tenant, UUID blob, long from) throws IOException {
        HttpResponse<InputStream> answer =
                send(SdkHttpMethod.GET, tenant, blob, from == 0 ? null : "bytes=" + from + "-", null);
        if (answer.statusCode() == (from == 0 ? 200 : 206)) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            throw refused("GET", answer, body);
        }
    }

    @Override
    public void delete(TenantId tenant, UUID blob) throws IOException {
        HttpResponse<InputStream> answer = send(SdkHttpMethod.DELETE, tenant, blob, null, null);
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 204 && answer.statusCode() != 200 && answer.statusCode() != 404) {
                throw refused("DELETE", answer, body);
            }
        }
    }

    private HttpResponse<InputStream> send(
            SdkHttpMethod method, TenantId tenant, UUID blob, @Nullable String range, @Nullable Path file)
            throws IOException {
        String name = settings.prefix() + tenant.value() + "/" + blob;
        URI address =
                URI.create(settings.endpoint().toString().replaceAll("/+$", "") + "/" + settings.bucket() + "/" + name);
        SdkHttpRequest.Builder wanted = SdkHttpRequest.builder().method(method).uri(address);
        if (range != null) {
            wanted.putHeader("Range", range);
        }
        SignedRequest signed = signer.sign(r -> {
            r.identity(AwsCredentialsIdentity.create(settings.accessKey(), settings.secretKey()))
                    .request(wanted.build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock);
            if (file != null) {
                r.payload(() -> opened(file));
            }
        });
        BodyPublisher body = file == null ? BodyPublishers.noBody() : BodyPublishers.ofFile(file);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(PATIENCE).method(method.name(), body);
        signed.request().forEachHeader((header, values) -> {
            if (!BY_CLIENT.contains(header.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(header, value));
            }
        });
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while talking to the file store", e);
        }
    }

    private static InputStream opened(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    // The answer's beginning says why; it names the bucket and the object, never a key.
    private IOException refused(String method, HttpResponse<InputStream> answer, InputStream body) throws IOException {
        String why = new String(body.readNBytes(500), java.nio.charset.StandardCharsets.UTF_8).replaceAll("\\s+", " ");
        return new IOException(method + " at " + settings + " answered " + answer.statusCode() + ": " + why);
    }
}
