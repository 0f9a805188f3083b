package io.deskloom.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL server that ships inside a library jar, unpacked once per folder.
 *
 * @param home holds {@code bin/postgres}
 * @param major its major version: 18
 */
record PostgresBinaries(Path home, int major) {
    private static final Pattern VERSION = Pattern.compile("-(?<major>\\d+)\\.[\\d.]+(?=\\.jar!/)");

    /** Unpacked under {@code cache} if it was not there yet. */
    static PostgresBinaries unpack(Path cache, Consumer<String> progress) {
        URL packed = PostgresBinaries.class.getResource("/" + archive());
        if (packed == null) {
            throw new StartFailure("There is no embedded PostgreSQL for this machine ("
                    + System.getProperty("os.name") + ", " + System.getProperty("os.arch")
                    + "); point DESKLOOM_DB_URL at a PostgreSQL 15 or newer.");
        }
        // The archive does not say which version it is, its jar's name does.
        Matcher version = VERSION.matcher(packed.toString());
        if (!version.find()) {
            throw new StartFailure("The embedded PostgreSQL does not say its version: " + packed + ".");
        }
        return new PostgresBinaries(
                unpack(packed, cache.resolve("postgres" + version.group()), progress),
                Integer.parseInt(version.group("major")));
    }

    private static Path unpack(URL archive, Path home, Consumer<String> progress) {
        if (Files.isExecutable(home.resolve("bin/postgres"))) {
            return home;
        }
        Path cache = parent(home);
        progress.accept("Unpacking PostgreSQL ...");
        try (InputStream packed = archive.openStream()) {
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(cache, "unpacking-");
            // A temporary folder is its maker's alone; as root, another user runs these programs.
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            untar(packed, fresh);
            moveIntoPlace(fresh, home);
            return home;
        } catch (IOException e) {
            throw new StartFailure(
                    "The embedded PostgreSQL cannot be unpacked into " + cache + ": " + e.getMessage(), e);
        }
    }

    private static String archive() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return "postgres-" + os + "-" + arch + ".txz";
    }

    private static void untar(InputStream packed, Path into) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("entry outside the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(parent(target));
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(parent(target));
                    Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
                    if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
                        throw new IOException("cannot make " + target + " executable");
                    }
                }
            }
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    // Two processes may unpack at once: the first to rename wins, the other throws its copy away.
    private static void moveIntoPlace(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // What says that somebody was faster differs between systems and versions of Java; that it is there, does
            // not.
            if (!Files.isExecutable(home.resolve("bin/postgres"))) {
                throw e;
            }
            deleteTree(fresh);
        }
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            throw new StartFailure("Cannot delete " + root + ": " + e.getMessage(), e);
        }
    }
}
