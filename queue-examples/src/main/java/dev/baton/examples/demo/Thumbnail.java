package dev.baton.examples.demo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Makes small pictures of large ones, in memory that does not depend on how large they claim to be. */
final class Thumbnail {
    /** The longer side of a thumbnail is at most this. */
    static final int SIDE = 128;

    private static final long MOST_PIXELS = 200_000_000;

    private Thumbnail() {}

    /** The file is no picture that can be read, damaged perhaps; the message says why, as the end of a sentence. */
    static final class UnreadablePictureException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadablePictureException(String reason) {
            super(reason);
        }
    }

    /** @throws UnreadablePictureException if it is no PNG or JPEG, damaged, or claims to have more than 200 megapixels */
    static BufferedImage of(InputStream file) throws IOException, UnreadablePictureException {
        // No files of its own: by default ImageIO puts one into the temporary directory for each picture.
        try (ImageInputStream in = new MemoryCacheImageInputStream(file)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new UnreadablePictureException("its bytes are no picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return shrink(read(reader));
            } finally {
                reader.dispose();
            }
        } catch (RuntimeException | javax.imageio.IIOException e) {
            // The readers of the JDK answer damage with all kinds of exceptions.
            throw new UnreadablePictureException("it is damaged: " + e.getMessage());
        } catch (LinkageError e) {
            throw new UnreadablePictureException("this JVM cannot read pictures: " + e.getMessage());
        }
    }

    /** Only every n-th pixel, so that about twice the side of a thumbnail is read. */
    private static BufferedImage read(ImageReader reader) throws IOException, UnreadablePictureException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > MOST_PIXELS) {
            throw new UnreadablePictureException("it claims to have " + width + " x " + height + " pixels");
        }
        int step = Math.max(1, Math.max(width, height) / (2 * SIDE));
        ImageReadParam every = reader.getDefaultReadParam();
        every.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, every);
    }

    /** The mean of each block of pixels. */
    private static BufferedImage shrink(BufferedImage picture) {
        int longer = Math.max(picture.getWidth(), picture.getHeight());
        double scale = Math.max(1, (double) longer / SIDE);
        int width = Math.max(1, (int) (picture.getWidth() / scale));
        int height = Math.max(1, (int) (picture.getHeight() / scale));
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                small.setRGB(x, y, mean(picture, (int) (x * scale), (int) (y * scale), (int) Math.ceil(scale)));
            }
        }
        return small;
    }

    private static int mean(BufferedImage picture, int left, int top, int side) {
        long[] sums = new long[4];
        int pixels = 0;
        for (int y = top; y < Math.min(top + side, picture.getHeight()); y++) {
            for (int x = left; x < Math.min(left + side, picture.getWidth()); x++) {
                int argb = picture.getRGB(x, y);
                for (int channel = 0; channel < 4; channel++) {
                    sums[channel] += (argb >>> (8 * channel)) & 0xff;
                }
                pixels++;
            }
        }
        int argb = 0;
        for (int channel = 0; channel < 4; channel++) {
            argb |= (int) (sums[channel] / pixels) << (8 * channel);
        }
        return argb;
    }
}
