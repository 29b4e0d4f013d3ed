package dev.baton.worker.program;

import dev.baton.model.Printable;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the words of a command line, and refuses what is wrong in one sentence. */
public final class Options {
    private Options() {}

    /**
     * @param stray the end of the sentence on a word that is no option and has no place: {@code stands alone: …}
     * @throws UsageException for an option that there is not, stands twice or has no value, or a stray word
     */
    public static ParseResult parse(CommandLine line, String stray, String... arguments) {
        try {
            return line.parseArgs(arguments);
        } catch (UnmatchedArgumentException e) {
            throw unknown(line, stray, e);
        } catch (OverwrittenOptionException e) {
            String name = ((OptionSpec) e.getOverwritten()).longestName();
            throw new UsageException("The option " + name + " is given twice: give it once", e);
        } catch (ParameterException e) {
            throw new UsageException(Printable.line(String.valueOf(e.getMessage()), 400) + "; see --help", e);
        }
    }

    private static UsageException unknown(CommandLine line, String stray, UnmatchedArgumentException e) {
        String word = e.getUnmatched().get(0);
        String shown = Printable.quote(word);
        if (!word.startsWith("-")) {
            return new UsageException("The word " + shown + " " + stray, e);
        }
        List<String> known = line.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .toList();
        String name = word.split("=", 2)[0];
        return new UsageException("There is no option " + shown + Suggestion.ending(name, known, "; see --help"), e);
    }
}
