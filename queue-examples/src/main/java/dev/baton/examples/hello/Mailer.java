package dev.baton.examples.hello;

import dev.baton.examples.hello.Hello.Receipt;
import dev.baton.examples.hello.Hello.Welcome;

/** Stands for whatever sends e-mails in your application: this one prints them. */
final class Mailer {
    Receipt send(Welcome welcome) {
        System.out.println("to " + welcome.email() + ": welcome, " + welcome.name() + "!");
        return new Receipt(welcome.email(), 250);
    }
}
