package io.deskloom.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of files; each is an environment variable as well ({@code DESKLOOM_ATTACHMENTS_FILE=50M}). */
@ConfigMapping(prefix = "deskloom.attachments")
interface AttachmentSettings {
    /** Largest file. */
    @WithDefault("100M")
    MemorySize file();

    /** Most files of one ticket. */
    @WithDefault("200")
    int ticketFiles();

    /** Most bytes of one ticket's files. */
    @WithDefault("1G")
    MemorySize ticket();

    /** Most bytes of one workspace's files. */
    @WithDefault("20G")
    MemorySize workspace();

    /** Most files one person may have uploaded and not used. */
    @WithDefault("100")
    int unusedFiles();

    /** Most uploads of one person at once. */
    @WithDefault("4")
    int uploadsAtOnce();

    /** Longest time of one upload. */
    @WithDefault("15M")
    Duration uploadTime();

    /** How long a file waits to be used. */
    @WithDefault("24H")
    Duration unused();

    /** How long a file that was taken out of a field is kept. */
    @WithDefault("30D")
    Duration removed();

    /** Largest image that is decoded, width times height. */
    @WithDefault("50000000")
    long pixels();

    /** Where new files go: "postgres" or "s3". */
    @WithDefault("postgres")
    String store();

    S3 s3();

    Clamav clamav();

    /** An S3-compatible server; there when it has an endpoint, and then it needs all but the prefix. */
    interface S3 {
        Optional<URI> endpoint();

        @WithDefault("us-east-1")
        String region();

        Optional<String> bucket();

        Optional<String> prefix();

        Optional<String> accessKey();

        Optional<String> secretKey();
    }

    /** A clamd; there when it has a host. */
    interface Clamav {
        Optional<String> host();

        @WithDefault("3310")
        int port();

        @WithDefault("60S")
        Duration patience();
    }
}
