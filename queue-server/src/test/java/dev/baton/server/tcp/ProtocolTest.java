package dev.baton.server.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.model.JobStatus;
import dev.baton.model.JobType;
import dev.baton.testkit.RawRedis;
import dev.baton.testkit.RedisUri;
import dev.baton.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The protocol, word for word. */
@WithRedis
class ProtocolTest {
    private static final JobType<Object, Void> ANY = JobType.of("any", Object.class);

    private House house;
    private Peer peer;

    @BeforeEach
    void come(RedisUri redis) {
        house = House.open(redis);
        peer = house.peer();
    }

    @AfterEach
    void leave() {
        peer.close();
        house.close();
    }

    @Test
    void enqueuesWordsAndAnswersTheId(RawRedis redis) {
        String id = peer.tell("ENQUEUE mail some words  with spaces ");
        assertThat(redis.text("GET", "baton:{mail}:job:" + id + ":status")).isEqualTo("pending");
        assertThat(redis.text("GET", "baton:{mail}:job:" + id))
                .contains("\"type\":\"text\"", "\"payload\":\"some words  with spaces \"");
    }

    @Test
    void claimsInTheOrderOfTheEnqueues() {
        peer.tell("ENQUEUE mail one");
        peer.tell("ENQUEUE mail two");
        assertThat(peer.tell("DEQUEUE mail")).matches("mail~[A-Z0-9]+~[0-9a-f]{40}~[0-9]+ one");
        assertThat(peer.tell("DEQUEUE mail")).endsWith(" two");
        assertThat(peer.tell("DEQUEUE mail")).isEqualTo("EMPTY");
    }

    @Test
    void completesByAnyConnectionThatShowsTheToken() {
        String id = peer.tell("ENQUEUE mail one");
        String token = peer.tell("DEQUEUE mail").split(" ")[0];
        try (Peer other = house.peer()) {
            assertThat(other.tell("ACK " + token)).isEqualTo("OK");
        }
        assertThat(house.baton.queue("mail").status(id)).contains(JobStatus.DONE);
        assertThat(peer.tell("ACK " + token))
                .as("repeated by one who got no answer")
                .isEqualTo("OK");
    }

    @Test
    void releasesToTheFront() {
        peer.tell("ENQUEUE mail one");
        peer.tell("ENQUEUE mail two");
        String token = peer.tell("DEQUEUE mail").split(" ")[0];
        assertThat(peer.tell("NACK " + token)).isEqualTo("OK");
        assertThat(peer.tell("DEQUEUE mail")).endsWith(" one").doesNotStartWith(token);
        assertThat(peer.tell("ACK " + token)).isEqualTo("ERR not yours");
    }

    @Test
    void tellsWhoReleasesThatTheJobWasCancelled() {
        String id = peer.tell("ENQUEUE mail one");
        String token = peer.tell("DEQUEUE mail").split(" ")[0];
        house.baton.queue("mail").cancel(id);
        assertThat(peer.tell("NACK " + token)).isEqualTo("OK cancelled");
        assertThat(house.baton.queue("mail").status(id)).contains(JobStatus.CANCELLED);
    }

    @Test
    void refusesATokenWhoseLeaseRanOut() {
        peer.tell("ENQUEUE mail one");
        String token = peer.tell("DEQUEUE mail").split(" ")[0];
        assertThat(house.lapseAfter(Duration.ofSeconds(29), "mail")).isZero();
        assertThat(house.lapseAfter(Duration.ofSeconds(1), "mail")).isEqualTo(1);
        assertThat(peer.tell("ACK " + token)).isEqualTo("ERR not yours");
        assertThat(peer.tell("NACK " + token)).isEqualTo("ERR not yours");
        String second = peer.tell("DEQUEUE mail");
        assertThat(second).endsWith(" one");
        assertThat(peer.tell("ACK " + second.split(" ")[0])).isEqualTo("OK");
    }

    @Test
    void refusesWhatIsNoToken() {
        assertThat(peer.tell("ACK nonsense"))
                .isEqualTo("ERR not yours: \"nonsense\" is no token that DEQUEUE answered");
        assertThat(peer.tell("ACK mail~01~" + "0".repeat(32) + "~1")).isEqualTo("ERR not yours");
    }

    @Test
    void lendsForTheTimeThatCreateSaid() {
        assertThat(peer.tell("CREATE mail 2")).isEqualTo("OK");
        assertThat(peer.tell("CREATE mail")).as("which changes nothing").isEqualTo("OK");
        peer.tell("ENQUEUE mail one");
        peer.tell("DEQUEUE mail");
        assertThat(house.lapseAfter(Duration.ofSeconds(2), "mail")).isEqualTo(1);
    }

    @Test
    void waitsForAJobAsLongAsItIsTold() {
        assertThat(peer.tell("DEQUEUE mail 1")).isEqualTo("EMPTY");
        peer.send("DEQUEUE mail 60\n");
        try (Peer producer = house.peer()) {
            producer.tell("ENQUEUE mail at last");
        }
        assertThat(peer.line()).endsWith(" at last");
    }

    @Test
    void listsQueuesWithTheirLengths() {
        assertThat(peer.tell("LIST")).isEqualTo("EMPTY");
        peer.tell("CREATE zoo");
        peer.tell("ENQUEUE mail one");
        peer.tell("ENQUEUE mail two");
        assertThat(peer.tell("list")).isEqualTo("mail=2 zoo=0");
    }

    @Test
    void tellsTheStatusOfQueuesAndJobs() {
        String id = peer.tell("ENQUEUE mail one");
        assertThat(peer.tell("STATUS mail")).isEqualTo("pending 1 waiting 0 in-progress 0 done 0 dead 0 cancelled 0");
        peer.tell("DEQUEUE mail");
        assertThat(peer.tell("STATUS mail")).isEqualTo("pending 0 waiting 0 in-progress 1 done 0 dead 0 cancelled 0");
        assertThat(peer.tell("STATUS mail " + id)).isEqualTo("in-progress");
        assertThat(peer.tell("STATUS " + id)).isEqualTo("in-progress");
        assertThat(peer.tell("STATUS nobody")).isEqualTo("ERR unknown: there is no queue and no job \"nobody\"");
        assertThat(peer.tell("STATUS mail x")).isEqualTo("ERR unknown: there is no job \"x\" in queue \"mail\"");
    }

    @Test
    void speaksTheOlderDialect() {
        String answer = peer.tell("Task: write to Ada");
        assertThat(answer).matches("Task [A-Z0-9]{26} added");
        peer.tell("Task: write to Bob");
        assertThat(peer.tell("STATUS")).isEqualTo("Tasks remaining: 2");
        assertThat(peer.tell("NEXT")).isEqualTo("write to Ada");
        assertThat(house.baton.queue("tcp_queue").status(answer.split(" ")[1])).contains(JobStatus.DONE);
        assertThat(peer.tell("NEXT")).isEqualTo("write to Bob");
        assertThat(peer.tell("NEXT")).isEqualTo("EMPTY");
        assertThat(peer.tell("STATUS")).isEqualTo("Tasks remaining: 0");
        assertThat(peer.ask("EXIT")).isEqualTo("BYE");
        assertThat(peer.line()).isNull();
    }

    @Test
    void helpsOnOneLine() {
        assertThat(peer.tell("help")).contains("ENQUEUE queue words", "Task: words");
        assertThat(peer.tell("QUIT")).isEqualTo("BYE");
        assertThat(peer.line()).isNull();
    }

    @Test
    void takesCommandsInAnyCaseAndBothEndsOfLines() {
        peer.send("enqueue mail one\r\n\r\nEnQueue mail two\nDequeue mail\r\n");
        assertThat(peer.line()).hasSize(26);
        assertThat(peer.line()).hasSize(26);
        assertThat(peer.line()).endsWith(" one");
    }

    @Test
    void showsOtherPayloadsAsJsonOnOneLine() {
        for (Object payload : List.of(Map.of("a", List.of(1, 2)), 12, "two\nlines", "", "C:\\new \"x\" ü 😀")) {
            house.baton.queue("mail").enqueue(ANY, payload);
        }
        assertThat(List.of(
                        words("DEQUEUE mail"),
                        words("DEQUEUE mail"),
                        words("DEQUEUE mail"),
                        words("DEQUEUE mail"),
                        words("DEQUEUE mail")))
                .containsExactly("{\"a\":[1,2]}", "12", "\"two\\nlines\"", "\"\"", "C:\\new \"x\" ü 😀");
    }

    @Test
    void givesWordsBackAsTheyWereTyped() {
        for (String words :
                List.of(" leading", "trailing ", "C:\\new\\n", "\"quoted\"", "tab\there", "日本 ü 😀", "{\"a\": 1}")) {
            peer.tell("ENQUEUE mail " + words);
            assertThat(words("DEQUEUE mail")).isEqualTo(words);
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(peer.tell("ENQUEUE mail")).isEqualTo("ERR use it so: ENQUEUE queue words");
        assertThat(peer.tell("ENQUEUE")).isEqualTo("ERR use it so: ENQUEUE queue words");
        assertThat(peer.tell("DEQUEUE")).isEqualTo("ERR use it so: DEQUEUE queue [wait-seconds]");
        assertThat(peer.tell("DEQUEUE mail 61"))
                .isEqualTo("ERR the wait \"61\" is not allowed: use 0 to 60 whole seconds");
        assertThat(peer.tell("CREATE mail 0"))
                .isEqualTo("ERR the time-out \"0\" is not allowed: use 1 to 43200 whole seconds");
        assertThat(peer.tell("ENQUEUE a/b words"))
                .isEqualTo(
                        "ERR The queue name \"a/b\" is not allowed: use 1 to 128 of the characters A-Z a-z 0-9 . _ -");
        assertThat(peer.tell("ENQUEU mail x")).isEqualTo("ERR unknown command \"ENQUEU\": did you mean ENQUEUE?");
        assertThat(peer.tell("frobnicate")).isEqualTo("ERR unknown command \"frobnicate\": HELP tells what there is");
        assertThat(peer.tell("Task:")).isEqualTo("ERR use it so: Task: words");
    }

    @Test
    void answersInTheOrderOfTheRequests() {
        peer.send("ENQUEUE mail one\nHELP\nDEQUEUE mail\nSTATUS mail\nnonsense\nDEQUEUE mail\nQUIT\n");
        assertThat(peer.line()).hasSize(26);
        assertThat(peer.line()).startsWith("ENQUEUE queue");
        assertThat(peer.line()).endsWith(" one");
        assertThat(peer.line()).startsWith("pending 0 waiting 0 in-progress 1");
        assertThat(peer.line()).startsWith("ERR unknown command");
        assertThat(peer.line()).isEqualTo("EMPTY");
        assertThat(peer.line()).isEqualTo("BYE");
        assertThat(peer.line()).isNull();
    }

    private String words(String request) {
        String answer = peer.tell(request);
        return answer.substring(answer.indexOf(' ') + 1);
    }
}
