package dev.baton.worker.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExecCommandTest {
    @Test
    void splitsAsAShellWouldAndExpandsNothing() {
        assertThat(ExecCommand.parse("  run  'a b'\t\"c \\\"d\\\" $HOME\" e\\ f '' *.txt 'x'\"y\"z ")
                        .wordsFor("t"))
                .containsExactly("run", "a b", "c \"d\" $HOME", "e f", "", "*.txt", "xyz");
    }

    @Test
    void theTypeStaysOneWordWhateverItHolds() {
        String type = "a b'; rm -rf / #\"$(id)`id`\n{type}";
        assertThat(ExecCommand.parse("do {type} --name={type} end").wordsFor(type))
                .containsExactly("do", type, "--name=" + type, "end");
    }

    @Test
    void otherBracesAreLeftAlone() {
        assertThat(ExecCommand.parse("awk '{print $1}' {types}").wordsFor("t"))
                .containsExactly("awk", "{print $1}", "{types}");
    }

    @Test
    void knowsWhetherTheProgramIsThere() {
        assertThat(ExecCommand.parse("sh -c x").missingProgram("/usr/bin:/bin")).isNull();
        assertThat(ExecCommand.parse("/bin/sh").missingProgram(null)).isNull();
        assertThat(ExecCommand.parse("{type}.sh").missingProgram("")).isNull();
        assertThat(ExecCommand.parse("no-such-program x").missingProgram("/usr/bin:/bin"))
                .isEqualTo("no-such-program");
        assertThat(ExecCommand.parse("/tmp").missingProgram("/bin")).isEqualTo("/tmp");
    }
}
