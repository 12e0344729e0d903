package io.terrateam.terratunnel.control.browser;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Judges a statement by the program that SQLite compiled it to, which `EXPLAIN` shows.
///
/// However a statement is written, a value is read by the instruction `Column` from a cursor that
/// `OpenRead` opened on a table's or an index's root page. So it is refused if it reads a secret
/// column, opens an index that holds one (it could be searched by guesses), opens a table that is
/// not one of those listed, or contains an instruction that is not known here to be harmless:
/// writing, virtual tables and pragmas among them.
///
/// Limits: the program must run in the transaction in which it was judged, so that the schema is
/// the same. Spec: SQLite's "The SQLite Bytecode Engine"; the list of instructions belongs to the
/// version of the library that is pinned.
final class ProgramCheck {
    private static final int MAIN = 0;
    private static final int TEMPORARY = 1;
    private static final int SCHEMA_ROOT = 1;

    /// Of `OpenRead`: the root page is not in the program but in a register.
    private static final int ROOT_IN_REGISTER = 0x10;

    private static final Set<String> HARMLESS =
            Set.of(
                    """
                    Add AddImm Affinity AggFinal AggInverse AggStep AggStep1 AggValue And BeginSubrtn
                    BitAnd BitNot BitOr Blob Cast Close ClrSubtype CollSeq Column ColumnsUsed Compare
                    Concat Copy Count DecrJumpZero DeferredSeek Delete Divide ElseEq EndCoroutine Eq
                    Explain Filter FilterAdd FinishSeek Found Function Ge GetSubtype Gosub Goto Gt
                    Halt IdxGE IdxGT IdxInsert IdxLE IdxLT IdxRowid If IfEmpty IfNoHope IfNot
                    IfNotOpen IfNotZero IfNullRow IfPos IfSizeBetween IfSmaller Init InitCoroutine
                    Insert Int64 IntCopy Integer IsNull IsTrue IsType Jump Last Le Lt MakeRecord
                    MemMax Move Multiply MustBeInt Ne NewRowid Next NoConflict Noop Not NotExists
                    NotFound NotNull Null NullRow OffsetLimit Once OpenAutoindex OpenDup
                    OpenEphemeral OpenPseudo OpenRead Or Permutation Prev PureFunc Real RealAffinity
                    ReleaseReg Remainder ReopenIdx ResetSorter ResultRow Return Rewind RowData
                    RowSetAdd RowSetRead RowSetTest Rowid SCopy SeekEnd SeekGE SeekGT SeekHit SeekLE
                    SeekLT SeekRowid SeekScan Sequence SequenceTest SetSubtype ShiftLeft ShiftRight
                    SoftNull Sort SorterCompare SorterData SorterInsert SorterNext SorterOpen
                    SorterSort String String8 Subtract Transaction Trace Variable Yield ZeroOrNull
                    """
                            .strip()
                            .split("\\s+"));

    /// Functions that reach beyond the statement.
    private static final Set<String> FORBIDDEN_FUNCTIONS =
            Set.of("load_extension", "fts3_tokenizer", "readfile", "writefile", "edit");

    /// What stands at a root page.
    ///
    /// @param secretColumns by their place in the table
    private record Root(String table, boolean isIndex, Set<Integer> secretColumns) {}

    private final Connection connection;
    private final Map<Integer, Root> roots = new HashMap<>();

    /// Reads where the tables are.
    ///
    /// @param connection in a transaction
    /// @param tables those that may be read
    ProgramCheck(Connection connection, Set<String> tables) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT type, name, lower(tbl_name), rootpage FROM main.sqlite_schema
                                WHERE rootpage > 0
                                """)) {
            while (rows.next()) {
                String table = rows.getString(3);
                if (tables.contains(table)) {
                    boolean isIndex = rows.getString(1).equals("index");
                    roots.put(
                            rows.getInt(4),
                            new Root(table, isIndex, secrets(table, rows.getString(2), isIndex)));
                }
            }
        }
    }

    private Set<Integer> secrets(String table, String name, boolean isIndex) throws SQLException {
        Set<Integer> places = new HashSet<>();
        if (Secrets.of(table).isEmpty()) {
            return places;
        }
        String sql =
                isIndex
                        ? "SELECT seqno, lower(name) FROM pragma_index_xinfo(?)"
                        : "SELECT cid, lower(name) FROM pragma_table_info(?)";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String column = rows.getString(2);
                    if (column != null && Secrets.of(table).contains(column)) {
                        places.add(rows.getInt(1));
                    }
                }
            }
        }
        return places;
    }

    /// Returns if the statement may run.
    void check(String sql) throws SQLException, RefusedException {
        List<Instruction> program = compile(sql);
        Map<Integer, Set<Integer>> secretsByCursor = new HashMap<>();
        for (Instruction next : program) {
            checkInstruction(next);
            if (next.opcode().equals("OpenRead") || next.opcode().equals("ReopenIdx")) {
                secretsByCursor
                        .computeIfAbsent(next.p1(), cursor -> new HashSet<>())
                        .addAll(opened(next).secretColumns());
            }
        }
        for (Instruction next : program) {
            Set<Integer> secrets = secretsByCursor.getOrDefault(next.p1(), Set.of());
            boolean readsOne = next.opcode().equals("Column") && secrets.contains(next.p2());
            boolean readsAll = next.opcode().equals("RowData") && !secrets.isEmpty();
            if (readsOne || readsAll) {
                throw secret();
            }
        }
    }

    private List<Instruction> compile(String sql) throws SQLException {
        List<Instruction> program = new ArrayList<>();
        try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + sql);
                ResultSet rows = explain.executeQuery()) {
            while (rows.next()) {
                program.add(Instruction.of(rows));
            }
        }
        return program;
    }

    private static void checkInstruction(Instruction next) throws RefusedException {
        if (!HARMLESS.contains(next.opcode())) {
            throw new RefusedException(
                    next.opcode().startsWith("V")
                            ? "Table functions and virtual tables are not available here"
                            : "Only reading is allowed here, and this needs " + next.opcode());
        }
        if (next.opcode().equals("Transaction") && next.p2() != 0) {
            throw new RefusedException("Only reading is allowed here");
        }
        if (next.opcode().equals("Function") || next.opcode().equals("PureFunc")) {
            String name = next.p4().toLowerCase(Locale.ROOT);
            int end = name.indexOf('(');
            if (FORBIDDEN_FUNCTIONS.contains(end < 0 ? name : name.substring(0, end))) {
                throw new RefusedException("The function " + name + " is not available here");
            }
        }
    }

    private Root opened(Instruction open) throws RefusedException {
        if ((open.p5() & ROOT_IN_REGISTER) != 0) {
            throw new RefusedException("This way of reading a table is not available here");
        }
        boolean isSchema = open.p2() == SCHEMA_ROOT;
        if (isSchema && (open.p3() == MAIN || open.p3() == TEMPORARY)) {
            return new Root("sqlite_schema", false, Set.of());
        }
        Root root = open.p3() == MAIN ? roots.get(open.p2()) : null;
        if (root == null) {
            throw new RefusedException("One of the tables is not available here");
        }
        if (root.isIndex() && !root.secretColumns().isEmpty()) {
            throw secret();
        }
        return root;
    }

    private static RefusedException secret() {
        return new RefusedException(
                "This reads what is kept secret (keys' hashes, sessions, the server's own secrets)");
    }

    /// One line of a program.
    private record Instruction(String opcode, int p1, int p2, int p3, String p4, int p5) {
        static Instruction of(ResultSet row) throws SQLException {
            String p4 = row.getString("p4");
            return new Instruction(
                    row.getString("opcode"),
                    row.getInt("p1"),
                    row.getInt("p2"),
                    row.getInt("p3"),
                    p4 == null ? "" : p4,
                    row.getInt("p5"));
        }
    }
}
