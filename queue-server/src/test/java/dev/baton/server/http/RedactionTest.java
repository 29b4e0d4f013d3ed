package dev.baton.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is hidden, and from whom. */
class RedactionTest {
    private static String shown(String rules, String queue, String json) {
        var shown = Redaction.parse(rules).shown(queue, Redaction.Part.PAYLOAD, json.getBytes(UTF_8));
        assertThat(shown.hidden()).isEqualTo(shown.json().toString().contains("***"));
        return shown.json().toString().replace('"', '\'');
    }

    @Test
    void namesAreHiddenAtAnyDepth() {
        assertThat(shown("password", "q", "{\"a\":[{\"Password\":{\"x\":1}}],\"passwords\":2}"))
                .isEqualTo("{'a':[{'Password':'***'}],'passwords':2}");
        assertThat(shown("card*,*Key", "q", "{\"cardNo\":1,\"card\":2,\"apikey\":3,\"keys\":4,\"car\":5}"))
                .isEqualTo("{'cardNo':'***','card':'***','apikey':'***','keys':4,'car':5}");
    }

    @Test
    void pathsAreHiddenWhereTheyLead() {
        String json = "{\"user\":{\"ssn\":1,\"name\":2},\"ssn\":3,\"x\":{\"user\":{\"ssn\":4}}}";
        assertThat(shown("payload.user.ssn", "q", json))
                .isEqualTo("{'user':{'ssn':'***','name':2},'ssn':3,'x':{'user':{'ssn':4}}}");
        assertThat(shown("result.user.ssn", "q", json)).doesNotContain("***");
        assertThat(shown("payload.*.ssn", "q", "{\"users\":[{\"ssn\":1},{\"ssn\":2}]}"))
                .isEqualTo("{'users':[{'ssn':'***'},{'ssn':'***'}]}");
    }

    @Test
    void aRuleOfOneQueueIsOfThatOneAlone() {
        assertThat(shown("mail:token", "mail", "{\"token\":1}")).isEqualTo("{'token':'***'}");
        assertThat(shown("mail:token", "other", "{\"token\":1}")).isEqualTo("{'token':1}");
    }

    @Test
    void whatIsNoJsonIsHiddenAsAWhole() {
        assertThat(shown("token", "q", "{\"token\":1")).isEqualTo("'***'");
        assertThat(shown("token", "q", "{\"a\":1,\"a\":2}")).isEqualTo("'***'");
    }

    @Test
    void refusesOtherRulesInOneSentence() {
        for (String wrong : List.of("", "a,,b", "a b", "user.ssn", "payload..x", "a/b:c", "x:")) {
            assertThatThrownBy(() -> Redaction.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is none: write a field");
        }
    }
}
