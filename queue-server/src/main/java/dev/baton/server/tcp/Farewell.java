package dev.baton.server.tcp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The end of our side of a connection: the client may read what was sent, and hang up by itself. */
final class Farewell {
    private Farewell() {}

    static void say(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null) {
            // Whoever finds the end of a connection without these words must think that something was cut off.
            tls.closeOutbound().addListener(said -> shutDown(context));
        } else {
            shutDown(context);
        }
    }

    private static void shutDown(ChannelHandlerContext context) {
        if (context.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }
}
