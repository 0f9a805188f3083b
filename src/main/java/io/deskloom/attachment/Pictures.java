package io.deskloom.attachment;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileCacheImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jboss.logging.Logger;

/**
 * Pictures of images in two sizes, decoded and encoded anew: whatever else was hidden in the file is not in them. The size an
 * image claims is read before anything is decoded, rows are skipped while decoding, and no more than two are decoded at once,
 * so the memory this takes is bounded whatever the file says.
 */
public final class Pictures {
    private static final Logger LOG = Logger.getLogger(Pictures.class);
    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/gif", "image/webp");
    private static final int LONGEST_SIDE = 30_000;
    private static final float QUALITY = 0.82f;

    private final long mostPixels;
    private final Semaphore decoding = new Semaphore(2);

    static {
        ImageIO.scanForPlugins();
    }

    public Pictures(long mostPixels) {
        this.mostPixels = mostPixels;
    }

    /** Which picture; the number is the longest side in pixels. */
    public enum Size {
        SMALL(320),
        LARGE(1600);

        private final int side;

        Size(int side) {
            this.side = side;
        }

        public int side() {
            return side;
        }
    }

    /** An encoded picture. @param type "image/jpeg", or "image/png" for what is transparent */
    public record Picture(String type, byte[] bytes) {}

    /** @param width of the image itself, as it is to be looked at */
    public record Both(Picture small, Picture large, int width, int height) {}

    /** Opens the content anew. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /** The pictures of a content, empty for what is no image, cannot be decoded or is too large to be. */
    public Optional<Both> of(String type, Source content) throws IOException {
        if (!TYPES.contains(type)) {
            return Optional.empty();
        }
        decoding.acquireUninterruptibly();
        try {
            int turn = type.equals("image/jpeg") ? orientation(content) : 1;
            try (InputStream in = content.open();
                    ImageInputStream image = new FileCacheImageInputStream(in, null)) {
                return decode(type, image).map(read -> both(read, turn));
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A decoder meets whatever somebody made up; that it gives up in its own way says only that this is no
            // image.
            LOG.debugf("no picture: %s", e.toString());
            return Optional.empty();
        } finally {
            decoding.release();
        }
    }

    private record Read(BufferedImage image, int width, int height) {}

    private Optional<Read> decode(String type, ImageInputStream image) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type);
        if (!readers.hasNext()) {
            return Optional.empty();
        }
        ImageReader reader = readers.next();
        try {
            // Metadata are left alone: compressed texts in them are a bomb of their own.
            reader.setInput(image, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (!isBounded(width, height)) {
                return Optional.empty();
            }
            ImageReadParam param = reader.getDefaultReadParam();
            int skip = Math.max(1, Math.max(width, height) / (2 * Size.LARGE.side()));
            param.setSourceSubsampling(skip, skip, 0, 0);
            return Optional.of(new Read(reader.read(0, param), width, height));
        } finally {
            reader.dispose();
        }
    }

    private boolean isBounded(int width, int height) {
        return width <= LONGEST_SIDE && height <= LONGEST_SIDE && (long) width * height <= mostPixels;
    }

    /** EXIF: which of the eight ways a camera was held, 1 when it does not say. */
    private static int orientation(Source content) throws IOException {
        try (InputStream in = content.open()) {
            Metadata metadata = JpegMetadataReader.readMetadata(in, List.of(new ExifReader()));
            ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer turn = directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return turn == null || turn < 1 || turn > 8 ? 1 : turn;
        } catch (com.drew.imaging.jpeg.JpegProcessingException e) {
            return 1;
        }
    }

    private static Both both(Read read, int turn) {
        BufferedImage large = scaled(upright(read.image(), turn), Size.LARGE.side());
        BufferedImage small = scaled(large, Size.SMALL.side());
        boolean lies = turn > 4;
        return new Both(
                encode(small), encode(large), lies ? read.height() : read.width(), lies ? read.width() : read.height());
    }

    private static BufferedImage upright(BufferedImage image, int turn) {
        if (turn == 1) {
            return image;
        }
        int w = image.getWidth();
        int h = image.getHeight();
        AffineTransform t = switch (turn) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
            default -> new AffineTransform(0, -1, 1, 0, 0, w);
        };
        BufferedImage out = blank(image, turn > 4 ? h : w, turn > 4 ? w : h);
        Graphics2D g = out.createGraphics();
        g.drawImage(image, t, null);
        g.dispose();
        return out;
    }

    private static BufferedImage scaled(BufferedImage image, int side) {
        BufferedImage now = image;
        int longest = Math.max(now.getWidth(), now.getHeight());
        double target = Math.min(1.0, (double) side / longest);
        int width = Math.max(1, (int) Math.round(image.getWidth() * target));
        int height = Math.max(1, (int) Math.round(image.getHeight() * target));
        // Halving first: one large step would skip most of the pixels.
        while (now.getWidth() / 2 >= width
                && now.getHeight() / 2 >= height
                && now.getWidth() > 1
                && now.getHeight() > 1) {
            now = drawn(now, now.getWidth() / 2, now.getHeight() / 2);
        }
        return drawn(now, width, height);
    }

    private static BufferedImage drawn(BufferedImage image, int width, int height) {
        BufferedImage out = blank(image, width, height);
        Graphics2D g = out.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(image, 0, 0, width, height, null);
        g.dispose();
        return out;
    }

    private static BufferedImage blank(BufferedImage like, int width, int height) {
        boolean clear = like.getColorModel().hasAlpha();
        BufferedImage out =
                new BufferedImage(width, height, clear ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        if (!clear) {
            Graphics2D g = out.createGraphics();
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, width, height);
            g.dispose();
        }
        return out;
    }

    private static Picture encode(BufferedImage image) {
        String format = image.getColorModel().hasAlpha() ? "png" : "jpeg";
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(QUALITY);
            }
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return new Picture("image/" + format, bytes.toByteArray());
    }
}
