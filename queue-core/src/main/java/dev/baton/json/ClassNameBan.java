package dev.baton.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** Refuses to read a {@link Class}: whoever may write to Redis must not choose which class is loaded here. */
final class ClassNameBan extends SimpleModule {
    private static final long serialVersionUID = 1L;

    ClassNameBan() {
        super("baton-class-name-ban");
        addDeserializer(Class.class, new Refusal());
    }

    // Jackson's own signature is raw here.
    @SuppressWarnings("rawtypes")
    private static final class Refusal extends StdDeserializer<Class> {
        private static final long serialVersionUID = 1L;

        Refusal() {
            super(Class.class);
        }

        @Override
        public Class deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return context.reportInputMismatch(
                    Class.class, "a class is never loaded by a name that was read; use a string or an enum");
        }
    }
}
