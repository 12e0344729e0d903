package io.terrateam.terratunnel.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How logback is set up; found by it as a service.
///
/// Control characters in messages are written visibly, so that what strangers send can't fake lines
/// or move the cursor. Libraries are kept at WARN unless DEBUG is asked for.
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String PATTERN =
            "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0} - %replace(%msg){'[\\p{Cntrl}]', '?'}%n%ex";

    private static final String[] LIBRARIES = {
        "org.flywaydb", "com.zaxxer", "org.jdbi", "io.netty", "org.sqlite"
    };

    /// Made by logback.
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();

        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();

        LogWriter writer = new LogWriter(appender);
        writer.setContext(context);
        writer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(writer::flush, "log-flush"));

        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(writer);
        setLevel(context, "INFO");
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Logs what is at least as important as `level`: DEBUG, INFO, WARNING or ERROR.
    public static void setLevel(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            setLevel(context, level);
        }
    }

    private static void setLevel(LoggerContext context, String level) {
        Level wanted = Level.toLevel(level.equals("WARNING") ? "WARN" : level, Level.INFO);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(wanted);
        Level libraries = wanted == Level.DEBUG || wanted == Level.ERROR ? wanted : Level.WARN;
        for (String library : LIBRARIES) {
            context.getLogger(library).setLevel(libraries);
        }
    }
}
