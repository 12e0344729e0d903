package io.terrateam.terratunnel.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The rules of ARCHITECTURE.md that the compiler doesn't hold by itself.
class ArchitectureTest {
    private static final String ROOT = "io.terrateam.terratunnel.";
    private static final String EDGE = ROOT + "edge..";
    private static final String CONTROL = ROOT + "control..";

    /// What runs on event loops.
    private static final String[] DATA_PATH = {
        EDGE, ROOT + "protocol..", ROOT + "agent.link..", ROOT + "agent.forward.."
    };

    /// What may ask the process for its properties and environment, or end it. The last two are no
    /// part of the product.
    private static final String[] MAY_TOUCH_THE_PROCESS = {
        ROOT + "cli..", ROOT + "testkit..", ROOT + "leakguard.."
    };

    private static final int MAX_TYPES_PER_PACKAGE = 25;

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/test-classes/"))
                    .importPackages("io.terrateam.terratunnel");

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(ROOT + "(**)").should().beFreeOfCycles());
    }

    @Test
    void edgeAndControlDoNotKnowEachOther() {
        check(noDependency(EDGE).on(CONTROL));
        check(noDependency(CONTROL).on(EDGE));
    }

    @Test
    void controlKnowsNoNetty() {
        check(noDependency(CONTROL).on("io.netty.."));
    }

    @Test
    void webhookKnowsNothingButTheJdk() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + "webhook..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                ROOT + "webhook..", "java..", "javax.crypto..", "org.jspecify.."));
    }

    @Test
    void onlyTheLinkItselfKnowsWhichVersionItSpeaks() {
        check(
                noDependency(
                                ROOT + "edge.exchange..",
                                ROOT + "edge.directory..",
                                ROOT + "edge.visitor..",
                                ROOT + "edge.page..",
                                ROOT + "edge.ownhost..")
                        .on(ROOT + "edge.link.v1..", ROOT + "protocol.v1.."));
    }

    @Test
    void dataPathKnowsNoDatabase() {
        check(
                noDependency(DATA_PATH)
                        .on(
                                "java.sql..",
                                "javax.sql..",
                                "org.jdbi..",
                                "org.flywaydb..",
                                "com.zaxxer.hikari.."));
    }

    @Test
    void dataPathNeverSleeps() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(DATA_PATH)
                        .should()
                        .accessTargetWhere(calls(Thread.class, "sleep")));
    }

    @Test
    void onlyTheCommandLineTouchesTheProcess() {
        DescribedPredicate<JavaAccess<?>> touchesTheProcess =
                calls(System.class, "getProperty", "getProperties", "setProperty", "getenv", "exit")
                        .or(calls(Runtime.class, "exit", "halt"))
                        .or(calls(Integer.class, "getInteger"))
                        .or(calls(Long.class, "getLong"))
                        .or(calls(Boolean.class, "getBoolean"));

        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(MAY_TOUCH_THE_PROCESS)
                        .should()
                        .accessTargetWhere(touchesTheProcess));
    }

    @Test
    void packagesStaySmall() {
        Map<String, Long> typesByPackage =
                CLASSES.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(groupingBy(JavaClass::getPackageName, counting()));

        assertThat(typesByPackage.values())
                .as("top-level types by package: %s", typesByPackage)
                .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(MAX_TYPES_PER_PACKAGE));
    }

    @Test
    void packagesAreDocumentedAndNullMarked() {
        List<String> unmarked =
                CLASSES.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName)
                        .sorted()
                        .toList();

        assertThat(unmarked).as("packages without a @NullMarked package-info.java").isEmpty();
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static Dependents noDependency(String... dependents) {
        return dependencies ->
                noClasses()
                        .that()
                        .resideInAnyPackage(dependents)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(dependencies);
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String... methods) {
        Set<String> names = Set.of(methods);
        return describe(
                owner.getSimpleName() + "." + names,
                call ->
                        call.getTargetOwner().isEquivalentTo(owner)
                                && names.contains(call.getTarget().getName()));
    }

    /// Reads as a sentence with [#noDependency].
    private interface Dependents {
        ArchRule on(String... dependencies);
    }
}
