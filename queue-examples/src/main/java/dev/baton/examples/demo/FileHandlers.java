package dev.baton.examples.demo;

import dev.baton.JobContext;
import dev.baton.codec.JobCodec;
import dev.baton.examples.demo.FileJobs.InputFile;
import dev.baton.examples.demo.FileJobs.Processed;
import dev.baton.examples.demo.Thumbnail.UnreadablePictureException;
import dev.baton.json.JacksonCodec;
import dev.baton.model.Outcome;
import dev.baton.worker.program.Failures;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Does the demo's jobs. A picture that cannot be read gets the facts of any other file, with a note; a file that is gone
 * or may not be read is dead, with the reason; whatever else goes wrong, a full disk say, is tried again.
 */
final class FileHandlers {
    private final Results results;
    private final int worker;
    private final JobCodec codec = new JacksonCodec();

    FileHandlers(Results results, int worker) {
        this.results = results;
        this.worker = worker;
    }

    Outcome<Processed> thumbnail(InputFile file, JobContext job) throws IOException, InterruptedException {
        linger(file);
        Path source = Path.of(URI.create(file.uri()));
        BufferedImage thumbnail;
        try (InputStream in = open(source)) {
            thumbnail = Thumbnail.of(in);
        } catch (UnreadablePictureException e) {
            return facts(file, job, "No thumbnail: " + e.getMessage());
        } catch (UnreadableFileException e) {
            return Outcome.dead(e.getMessage());
        }
        String output = results.write(job.jobId(), job.fence(), source, ".png", out -> {
            if (!ImageIO.write(thumbnail, "png", out)) {
                throw new IOException("This JVM cannot write PNG");
            }
        });
        return Outcome.done(new Processed(output, worker));
    }

    Outcome<Processed> digest(InputFile file, JobContext job) throws IOException, InterruptedException {
        linger(file);
        return facts(file, job, null);
    }

    private Outcome<Processed> facts(InputFile file, JobContext job, @Nullable String note) throws IOException {
        Path source = Path.of(URI.create(file.uri()));
        FileFacts facts;
        try (InputStream in = open(source)) {
            facts = FileFacts.read(file.uri(), in, note);
        } catch (UnreadableFileException e) {
            return Outcome.dead(e.getMessage());
        }
        String output = results.write(job.jobId(), job.fence(), source, ".json", out -> {
            out.write(codec.encode(facts));
            out.write('\n');
        });
        return Outcome.done(new Processed(output, worker));
    }

    private static InputStream open(Path source) throws IOException {
        try {
            return Files.newInputStream(source);
        } catch (NoSuchFileException | FileNotFoundException | AccessDeniedException e) {
            throw new UnreadableFileException("The file cannot be read: " + Failures.reason(e), e);
        }
    }

    private static void linger(InputFile file) throws InterruptedException {
        if (file.lingerMillis() > 0) {
            Thread.sleep(file.lingerMillis());
        }
    }

    private static final class UnreadableFileException extends IOException {
        private static final long serialVersionUID = 1L;
        private final String sentence;

        UnreadableFileException(String sentence, IOException cause) {
            super(sentence, cause);
            this.sentence = sentence;
        }

        @Override
        public String getMessage() {
            return sentence;
        }
    }
}
