// tests/isolation/hermitage.cpp -- what names of levels mean: two or three sessions that meet, at
// REPEATABLE READ and at SERIALIZABLE.
//
// Source    Martin Kleppmann, Hermitage: its cases and their names (Adya's phenomena), written for
//           a database where nobody waits: who comes second learns it from COMMIT

#include <tests/isolation/script.hpp>

using namespace helios::test;

namespace {

constexpr char const* table =
    "CREATE TABLE test (id int PRIMARY KEY, value int);"
    "INSERT INTO test VALUES (1, 10), (2, 20)";

constexpr script scripts[] = {
    {"G0: write cycles", table, R"(
      1: BEGIN
      2: BEGIN
      1: UPDATE test SET value = 11 WHERE id = 1 -> UPDATE 1
      2: UPDATE test SET value = 12 WHERE id = 1 -> UPDATE 1
      1: UPDATE test SET value = 21 WHERE id = 2 -> UPDATE 1
      1: COMMIT -> COMMIT
      0: SELECT * FROM test ORDER BY id -> 1|11, 2|21
      2: UPDATE test SET value = 22 WHERE id = 2 -> UPDATE 1
      2: COMMIT -> 40001
      0: SELECT * FROM test ORDER BY id -> 1|11, 2|21)"},
    {"G0: write cycles of inserts", table, R"(
      1: BEGIN
      2: BEGIN
      1: INSERT INTO test VALUES (3, 31) -> INSERT 0 1
      2: INSERT INTO test VALUES (4, 42) -> INSERT 0 1
      1: INSERT INTO test VALUES (4, 41) -> INSERT 0 1
      2: INSERT INTO test VALUES (3, 32) -> INSERT 0 1
      2: COMMIT -> COMMIT
      1: COMMIT -> 40001
      0: SELECT * FROM test WHERE id > 2 ORDER BY id -> 3|32, 4|42)"},
    {"G1a: aborted reads", table, R"(
      1: BEGIN
      2: BEGIN
      1: UPDATE test SET value = 101 WHERE id = 1
      2: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      1: ROLLBACK
      2: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      2: COMMIT -> COMMIT)"},
    {"G1a: of a part that was taken back", table, R"(
      1: BEGIN
      1: SAVEPOINT a
      1: UPDATE test SET value = 101 WHERE id = 1
      1: ROLLBACK TO a
      1: UPDATE test SET value = 21 WHERE id = 2
      2: BEGIN
      2: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      1: COMMIT -> COMMIT
      0: SELECT * FROM test ORDER BY id -> 1|10, 2|21
      2: COMMIT -> COMMIT)"},
    {"G1b: intermediate reads", table, R"(
      1: BEGIN
      2: BEGIN
      1: UPDATE test SET value = 101 WHERE id = 1
      2: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      1: UPDATE test SET value = 11 WHERE id = 1
      1: COMMIT -> COMMIT
      2: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      2: COMMIT -> COMMIT
      2: SELECT * FROM test ORDER BY id -> 1|11, 2|20)"},
    {"G1c: circular information flow", table, R"(
      1: BEGIN
      2: BEGIN
      1: UPDATE test SET value = 11 WHERE id = 1
      2: UPDATE test SET value = 22 WHERE id = 2
      1: SELECT * FROM test WHERE id = 2 -> 2|20
      2: SELECT * FROM test WHERE id = 1 -> 1|10
      1: COMMIT -> COMMIT
      2: COMMIT -> COMMIT || 40001)"},
    {"OTV: observed transaction vanishes", table, R"(
      1: BEGIN
      2: BEGIN
      3: BEGIN
      1: UPDATE test SET value = 11 WHERE id = 1
      1: UPDATE test SET value = 19 WHERE id = 2
      2: UPDATE test SET value = 12 WHERE id = 1
      1: COMMIT -> COMMIT
      3: SELECT * FROM test WHERE id = 1 -> 1|10
      2: UPDATE test SET value = 18 WHERE id = 2
      3: SELECT * FROM test WHERE id = 2 -> 2|20
      2: COMMIT -> 40001
      3: SELECT * FROM test WHERE id = 2 -> 2|20
      3: SELECT * FROM test WHERE id = 1 -> 1|10
      3: COMMIT -> COMMIT)"},
    {"OTV: one that began between", table, R"(
      1: BEGIN
      1: UPDATE test SET value = 11 WHERE id = 1
      1: UPDATE test SET value = 19 WHERE id = 2
      1: COMMIT -> COMMIT
      2: BEGIN
      3: BEGIN
      2: UPDATE test SET value = 12 WHERE id = 1
      3: SELECT * FROM test WHERE id = 1 -> 1|11
      2: UPDATE test SET value = 18 WHERE id = 2
      2: COMMIT -> COMMIT
      3: SELECT * FROM test WHERE id = 2 -> 2|19
      3: COMMIT -> COMMIT)"},
    {"PMP: predicate-many-preceders", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE value = 30 -> none
      2: INSERT INTO test VALUES (3, 30)
      2: COMMIT -> COMMIT
      1: SELECT * FROM test WHERE value % 3 = 0 -> none
      1: COMMIT -> COMMIT)"},
    {"PMP: for write predicates", table, R"(
      1: BEGIN
      2: BEGIN
      1: UPDATE test SET value = value + 10 -> UPDATE 2
      2: DELETE FROM test WHERE value = 20 -> DELETE 1
      1: COMMIT -> COMMIT
      2: SELECT * FROM test WHERE value = 20 -> none
      2: COMMIT -> 40001
      0: SELECT * FROM test ORDER BY id -> 1|20, 2|30)"},
    {"PMP: a write predicate that finds nothing", table, R"(
      1: BEGIN
      2: BEGIN
      1: UPDATE test SET value = 30 WHERE id = 1 -> UPDATE 1
      1: COMMIT -> COMMIT
      2: DELETE FROM test WHERE value = 30 -> DELETE 0
      2: INSERT INTO test VALUES (3, 0)
      2: COMMIT -> COMMIT || 40001)"},
    {"P4: lost update", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE id = 1 -> 1|10
      2: SELECT * FROM test WHERE id = 1 -> 1|10
      1: UPDATE test SET value = 11 WHERE id = 1
      2: UPDATE test SET value = 11 WHERE id = 1
      1: COMMIT -> COMMIT
      2: COMMIT -> 40001)"},
    {"P4: lost update of a row that is deleted", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE id = 1 -> 1|10
      2: UPDATE test SET value = 11 WHERE id = 1
      1: DELETE FROM test WHERE id = 1
      2: COMMIT -> COMMIT
      1: COMMIT -> 40001
      0: SELECT value FROM test WHERE id = 1 -> 11)"},
    {"P4: lost update by upserts", table, R"(
      1: BEGIN
      2: BEGIN
      1: INSERT INTO test VALUES (3, 1) ON CONFLICT (id) DO UPDATE SET value = test.value + 1
      2: INSERT INTO test VALUES (3, 1) ON CONFLICT (id) DO UPDATE SET value = test.value + 1
      2: COMMIT -> COMMIT
      1: COMMIT -> 40001
      0: SELECT value FROM test WHERE id = 3 -> 1)"},
    {"P4: refused where a statement stands alone: it is run again", table, R"(
      1: BEGIN
      1: UPDATE test SET value = value + 1 WHERE id = 1
      2: UPDATE test SET value = value + 10 WHERE id = 1 -> UPDATE 1
      1: COMMIT -> 40001
      0: SELECT value FROM test WHERE id = 1 -> 20)"},
    {"G-single: read skew", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE id = 1 -> 1|10
      2: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      2: UPDATE test SET value = 12 WHERE id = 1
      2: UPDATE test SET value = 18 WHERE id = 2
      2: COMMIT -> COMMIT
      1: SELECT * FROM test WHERE id = 2 -> 2|20
      1: COMMIT -> COMMIT)"},
    {"G-single: predicate dependencies", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE value % 5 = 0 ORDER BY id -> 1|10, 2|20
      2: UPDATE test SET value = 12 WHERE value = 10
      2: COMMIT -> COMMIT
      1: SELECT * FROM test WHERE value % 3 = 0 -> none
      1: COMMIT -> COMMIT)"},
    {"G-single: write predicate after the other's commit", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE id = 1 -> 1|10
      2: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      2: UPDATE test SET value = 12 WHERE id = 1
      2: UPDATE test SET value = 18 WHERE id = 2
      2: COMMIT -> COMMIT
      1: DELETE FROM test WHERE value = 20 -> DELETE 1
      1: COMMIT -> 40001
      0: SELECT * FROM test ORDER BY id -> 1|12, 2|18)"},
    {"G-single: write predicate before the other's commit", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE id = 1 -> 1|10
      2: UPDATE test SET value = 12 WHERE id = 1
      2: UPDATE test SET value = 18 WHERE id = 2
      1: DELETE FROM test WHERE value = 20 -> DELETE 1
      2: COMMIT -> COMMIT
      1: COMMIT -> 40001
      0: SELECT * FROM test ORDER BY id -> 1|12, 2|18)"},
    {"G2-item: write skew", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE id IN (1, 2) ORDER BY id -> 1|10, 2|20
      2: SELECT * FROM test WHERE id IN (1, 2) ORDER BY id -> 1|10, 2|20
      1: UPDATE test SET value = 11 WHERE id = 1
      2: UPDATE test SET value = 21 WHERE id = 2
      1: COMMIT -> COMMIT
      2: COMMIT -> COMMIT || 40001)"},
    {"G2-item: of three", table, R"(
      0: INSERT INTO test VALUES (3, 30)
      1: BEGIN
      2: BEGIN
      3: BEGIN
      1: SELECT value FROM test WHERE id = 2 -> 20
      2: SELECT value FROM test WHERE id = 3 -> 30
      3: SELECT value FROM test WHERE id = 1 -> 10
      1: UPDATE test SET value = 1 WHERE id = 1
      2: UPDATE test SET value = 2 WHERE id = 2
      3: UPDATE test SET value = 3 WHERE id = 3
      1: COMMIT -> COMMIT
      2: COMMIT -> COMMIT
      3: COMMIT -> COMMIT || 40001)"},
    {"G2-item: refused at any level where the rows are locked", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test ORDER BY id FOR UPDATE -> 1|10, 2|20
      2: SELECT * FROM test ORDER BY id FOR UPDATE -> 1|10, 2|20
      1: UPDATE test SET value = 11 WHERE id = 1
      2: UPDATE test SET value = 21 WHERE id = 2
      1: COMMIT -> COMMIT
      2: COMMIT -> 40001)"},
    {"G2: anti-dependency cycles", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT * FROM test WHERE value % 3 = 0 -> none
      2: SELECT * FROM test WHERE value % 3 = 0 -> none
      1: INSERT INTO test VALUES (3, 30)
      2: INSERT INTO test VALUES (4, 42)
      1: COMMIT -> COMMIT
      2: COMMIT -> COMMIT || 40001)"},
    {"G2: with two edges, of which one is seen by a reader alone", table, R"(
      1: BEGIN
      1: SELECT * FROM test ORDER BY id -> 1|10, 2|20
      2: BEGIN
      2: UPDATE test SET value = value + 5 WHERE id = 2
      2: COMMIT -> COMMIT
      3: BEGIN
      3: SELECT * FROM test ORDER BY id -> 1|10, 2|25
      3: COMMIT -> COMMIT
      1: UPDATE test SET value = 0 WHERE id = 1
      1: COMMIT -> COMMIT || 40001)"},
    {"G2: a sum that both checked", table, R"(
      1: BEGIN
      2: BEGIN
      1: SELECT sum(value) FROM test -> 30
      2: SELECT sum(value) FROM test -> 30
      1: UPDATE test SET value = value - 30 WHERE id = 1
      2: UPDATE test SET value = value - 30 WHERE id = 2
      2: COMMIT -> COMMIT
      1: COMMIT -> COMMIT || 40001)"},
};

}  // namespace

TEST_CASE("Hermitage at REPEATABLE READ: all but G2 is refused", "[isolation]") {
  for (script const& s : scripts) play(s, false);
}

TEST_CASE("Hermitage at SERIALIZABLE: G2 too", "[isolation]") {
  for (script const& s : scripts) play(s, true);
}
