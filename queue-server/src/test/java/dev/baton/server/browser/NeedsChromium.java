package dev.baton.server.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests in a real browser. Where there is none, the build says so in one line, and counts them as skipped. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsChromium.Condition.class)
public @interface NeedsChromium {
    /** Looks for the browser, and tells which it is. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isPresent()) {
                return ConditionEvaluationResult.enabled("its class is");
            }
            Optional<Path> found = Chromium.find();
            String line = found.map(path -> "The dashboard is tested in " + path)
                    .orElse("THE DASHBOARD IS NOT TESTED IN A BROWSER: there is no chromium or google-chrome on PATH;"
                            + " install one, or name it by -Dbaton.chromium=PATH");
            System.out.println(line);
            return found.isPresent()
                    ? ConditionEvaluationResult.enabled(line)
                    : ConditionEvaluationResult.disabled(line);
        }
    }
}
