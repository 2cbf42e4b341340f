// tests/sql/parse.cpp -- what parses, what does not, and where the error is.
//
// Long      one table of errors per part of the language
#include <helios/sql/parse.hpp>

#include "statements.hpp"

#include <helios/sql/print.hpp>
#include <helios/sql/token.hpp>
#include <helios/types/text.hpp>

#include <catch2/catch.hpp>

#include <pthread.h>

#include <chrono>
#include <functional>
#include <random>
#include <string>

using namespace helios;
using namespace helios::sql;

namespace {

struct failure {
  std::string code, message, hint;
  std::size_t position = 0;
};
/// What parse() throws; an empty code if it does not.
failure failure_of(std::string_view text, parse_limits limits = {}) {
  arena memory;
  try {
    static_cast<void>(parse(text, memory, limits));
    return {};
  } catch (error const& e) {
    return {std::string(e.sqlstate()), e.message(), e.hint(), e.position()};
  }
}
void check_syntax_error(std::string_view text, std::string_view near, std::size_t position) {
  INFO(text);
  failure const f = failure_of(text);
  CHECK(f.code == "42601");
  CHECK(f.message == (near.empty() ? "syntax error at end of input"
                                   : "syntax error at or near \"" + std::string(near) + "\""));
  CHECK(f.position == position);
}

template <class Node>
Node const& only(arena& memory, std::string_view text) {
  auto const found = parse(text, memory);
  REQUIRE(found.size() == 1);
  return static_cast<Node const&>(*found[0]);
}
ast::expression const& value_of(arena& memory, std::string_view text) {
  return *parse_expression(text, memory);
}
std::string shape(std::string_view text) {
  arena memory;
  return print(value_of(memory, text));
}

/// Runs work on a thread with a small stack, as a server might.
void on_small_stack(std::size_t bytes, std::function<void()> work) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, bytes);
  pthread_t thread;
  auto const enter = [](void* w) -> void* {
    (*static_cast<std::function<void()>*>(w))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, enter, &work) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

// The sanitizer's frames are several times as large.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t levels = 100;
#else
constexpr std::size_t levels = 1000;
#endif

std::string repeat(std::string_view part, std::size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  for (std::size_t i = 0; i != times; ++i) out += part;
  return out;
}

}  // namespace

TEST_CASE("operators bind as PostgreSQL's do", "[parse]") {
  CHECK(shape("a + b * c") == shape("a + (b * c)"));
  CHECK(shape("a - b - c") == shape("(a - b) - c"));
  CHECK(shape("2 ^ 3 ^ 2") == shape("(2 ^ 3) ^ 2"));
  CHECK(shape("-2 ^ 2") == shape("(-2) ^ 2"));
  CHECK(shape("-a::int") == shape("-(a::int)"));
  CHECK(shape("NOT a = b") == shape("NOT (a = b)"));
  CHECK(shape("NOT a AND b") == shape("(NOT a) AND b"));
  CHECK(shape("a OR b AND c") == shape("a OR (b AND c)"));
  CHECK(shape("a = NOT b AND c") == shape("(a = (NOT b)) AND c"));
  CHECK(shape("a || b = c") == shape("(a || b) = c"));
  CHECK(shape("a + b || c") == shape("(a + b) || c"));
  CHECK(shape("a = b IS NULL") == shape("(a = b) IS NULL"));
  CHECK(shape("a < b + 1 AND c") == shape("(a < (b + 1)) AND c"));
  CHECK(shape("a IN (1) = b") == shape("(a IN (1)) = b"));
  CHECK(shape("a BETWEEN 1 AND 2 AND c") == shape("(a BETWEEN 1 AND 2) AND c"));
  CHECK(shape("a LIKE b || c") == shape("a LIKE (b || c)"));
  CHECK(shape("a AT TIME ZONE b + c") == shape("(a AT TIME ZONE b) + c"));
  CHECK(shape("a || b COLLATE \"C\"") == shape("a || (b COLLATE \"C\")"));
  CHECK(shape("~ a + b") == shape("~ (a + b)"));
  CHECK(shape("a <-> b + c") == shape("a <-> (b + c)"));
  check_syntax_error("SELECT a < b < c", "<", 14);
  check_syntax_error("SELECT a = b = c", "=", 14);
  check_syntax_error("SELECT a LIKE b LIKE c", "LIKE", 17);
}

TEST_CASE("chains of AND and OR are one node", "[parse]") {
  arena memory;
  auto const& e = static_cast<ast::logical const&>(value_of(memory, "a AND b AND c AND (d AND e)"));
  REQUIRE(e.kind == ast::expression_kind::logical);
  CHECK(e.operands.size() == 4);
}

TEST_CASE("parameters are numbered, question marks by their order in the statement", "[parse]") {
  arena memory;
  auto const found =
      parse("SELECT ?, a ? 'k', ? WHERE b ? ?; SELECT ? ; SELECT $7, $2; SELECT 1", memory);
  REQUIRE(found.size() == 4);
  CHECK(print(*found[0]) == "SELECT $1, a ? 'k', $2 WHERE b ? $3");
  CHECK(print(*found[1]) == "SELECT $1");
  CHECK(found[0]->parameters == 3);
  CHECK(found[1]->parameters == 1);
  CHECK(found[2]->parameters == 7);
  CHECK(found[3]->parameters == 0);
}

TEST_CASE("a statement knows its text", "[parse]") {
  arena memory;
  std::string const text =
      " ; SELECT 1 ;; /* x */ (SELECT 2)  ;\nWITH a AS (SELECT 3) TABLE a -- end";
  auto const found = parse(text, memory);
  REQUIRE(found.size() == 3);
  auto const of = [&](std::size_t i) {
    return text.substr(found[i]->at.offset, found[i]->end.offset - found[i]->at.offset);
  };
  CHECK(of(0) == "SELECT 1");
  CHECK(of(1) == "(SELECT 2)");
  CHECK(of(2) == "WITH a AS (SELECT 3) TABLE a");
}

TEST_CASE("trees outlive the text they were read from", "[parse]") {
  arena memory;
  std::string text = "SELECT abc, 'def', \"GhI\" FROM jkl";
  auto const found = parse(text, memory);
  text.assign(text.size(), '#');
  CHECK(print(*found[0]) == "SELECT abc, 'def', \"GhI\" FROM jkl");
}

TEST_CASE("strings are decoded", "[parse]") {
  auto const text_of = [](std::string_view sql) {
    arena memory;
    return std::string(static_cast<ast::literal const&>(value_of(memory, sql)).text);
  };
  CHECK(text_of("'it''s'") == "it's");
  CHECK(text_of("'a\\n'") == "a\\n");
  CHECK(text_of(R"(E'a\n\t\\\'\x41\101\u00e9\U0001F600')") == "a\n\t\\'AA\xc3\xa9\xf0\x9f\x98\x80");
  CHECK(text_of(R"(E'\ud83d\ude00')") == "\xf0\x9f\x98\x80");
  CHECK(text_of(R"(E'\q\8')") == "q8");
  // Not every string whose second character is & is a Unicode one.
  CHECK(text_of(R"('&it''s')") == "&it's");
  CHECK(text_of(R"(U&'d\0061t\+000061')") == "data");
  CHECK(text_of(R"(U&'d!0061!!' UESCAPE '!')") == "da!");
  CHECK(text_of("$$it's$$") == "it's");
  CHECK(text_of("$t$a$$b$t$") == "a$$b");
  CHECK(text_of("'a'\n  'b' -- c '\n 'd'") == "abd");
  CHECK(text_of("E'a\\n'\n'\\tb'") == "a\n\tb");
  CHECK(text_of("''").empty());
  CHECK(text_of("N'x'") == "x");
}

TEST_CASE("wrong strings are refused with PostgreSQL's codes", "[parse]") {
  CHECK(failure_of(R"(SELECT E'\u00')").code == "22025");
  CHECK(failure_of(R"(SELECT U&'\00zz')").code == "42601");
  CHECK(failure_of(R"(SELECT E'\ud83d')").message == "invalid Unicode surrogate pair");
  CHECK(failure_of(R"(SELECT E'\ud83dx')").code == "42601");
  CHECK(failure_of(R"(SELECT E'\xff')").code == "22021");
  CHECK(failure_of(R"(SELECT E'\000')").code == "22021");
  CHECK(failure_of("SELECT '\xff\xfe'").message ==
        "invalid byte sequence for encoding \"UTF8\": 0xff");
  CHECK(failure_of("SELECT 1 AS \"\xc3\"").code == "22021");
  CHECK(failure_of(std::string_view("SELECT 'a\0b'", 12)).code == "22021");
  CHECK(failure_of(R"(SELECT E'a\uD83D')").position == 17);
  CHECK(failure_of("SELECT U&'a' UESCAPE '+'").message == "invalid Unicode escape character");
}

TEST_CASE("time travel goes to its table, after WHERE to the query", "[parse]") {
  arena memory;
  auto const& s = only<ast::select>(
      memory, "SELECT * FROM t AS OF SCN 5 h, u x WHERE a AND b AS OF TIMESTAMP $1 ORDER BY 1");
  auto const& t = static_cast<ast::table const&>(*s.from[0]);
  CHECK(t.time.what == ast::period::type::as_of);
  CHECK(t.time.from.what == ast::moment::type::scn);
  CHECK(t.alias.name == "h");
  CHECK(static_cast<ast::table const&>(*s.from[1]).time.what == ast::period::type::none);
  CHECK(s.time.from.what == ast::moment::type::timestamp);
  arena other;
  CHECK(ast::same(
      *parse("SELECT * FROM t VERSIONS BETWEEN TIMESTAMP 'a' AND TIMESTAMP 'b'", memory)[0],
      *parse("SELECT * FROM t FOR SYSTEM_TIME BETWEEN 'a' AND 'b'", other)[0]));
}

TEST_CASE("names of branches may hold - and . where a branch name stands", "[parse]") {
  arena memory;
  CHECK(only<ast::create_branch>(memory, "CREATE BRANCH Staging-V2.1 FROM dev-20251121").name ==
        "staging-v2.1");
  CHECK(only<ast::create_branch>(memory, "CREATE BRANCH dev-2025a1").name == "dev-2025a1");
  CHECK(only<ast::create_branch>(memory, "CREATE BRANCH a--comment\n").name == "a");
  CHECK(only<ast::create_branch>(memory, "CREATE BRANCH \"A b\"").name == "A b");
  CHECK(only<ast::create_branch>(memory, "CREATE BRANCH x FROM 'A b'").parent == "A b");
  CHECK(only<ast::use_branch>(memory, "USE BRANCH feature-select").name == "feature-select");
  CHECK(only<ast::drop_branch>(memory, "DROP BRANCH a.b-c FORCE").force);
  CHECK(failure_of("SELECT 2025a").message ==
        "trailing junk after numeric literal at or near \"2025a\"");
}

TEST_CASE("aliases of branch statements are the canonical ones", "[parse]") {
  auto const same_tree = [](std::string_view a, std::string_view b) {
    INFO(a << " / " << b);
    arena memory;
    CHECK(ast::same(*parse(a, memory)[0], *parse(b, memory)[0]));
  };
  same_tree("CREATE BRANCH b FROM p", "CREATE DATABASE BRANCH b FROM p AS OF NOW");
  same_tree("CREATE BRANCH b PARENT p AS OF SCN 1", "CREATE DATABASE BRANCH b AS OF SCN 1 FROM p");
  same_tree("MERGE BRANCH a INTO b WITH x = 1", "MERGE DATABASE BRANCH a INTO b WITH (x = 1)");
  same_tree("DROP BRANCH b", "DROP DATABASE BRANCH b");
  same_tree("USE DATABASE BRANCH b", "USE BRANCH b");
  same_tree("SHOW DATABASE BRANCHES", "SHOW BRANCHES");
}

TEST_CASE("a syntax error names the token that fits nothing", "[parse]") {
  check_syntax_error("SELEC 1", "SELEC", 1);
  check_syntax_error("SELECT 1 FRM t", "t", 14);
  check_syntax_error("DELETE FORM t", "FORM", 8);
  check_syntax_error("SELECT * FROM", "", 14);
  check_syntax_error("SELECT a FROM t WHERE", "", 22);
  check_syntax_error("SELECT (1", "", 10);
  check_syntax_error("SELECT 1)", ")", 9);
  check_syntax_error("SELECT é, ü FROM ; SELECT", ";", 18);
  check_syntax_error("SELECT a sum AS FROM", "AS", 14);
  check_syntax_error("SELECT 1 . 5", ".", 10);
  check_syntax_error("CREATE TABLE t (a int,)", ")", 23);
  check_syntax_error("INSERT INTO t VALUES (1,", "", 25);
  check_syntax_error("SELECT '\n\n' || , 1", ",", 16);
  check_syntax_error("UPDATE t SET a 1", "1", 16);
  check_syntax_error("SELECT a ORDER BY a NULLS", "NULLS", 21);
  check_syntax_error("CREATE DATABASE BRANCH b FROM", "", 30);
  check_syntax_error("SELECT * FROM t AS OF SCN", "", 26);
  check_syntax_error("SELECT ((SELECT 1)", "", 19);
}

TEST_CASE("an error hints at what could follow", "[parse]") {
  CHECK(failure_of("SELEC 1").hint == "Perhaps you meant SELECT.");
  CHECK(failure_of("DELETE FORM t").hint == "Perhaps you meant FROM.");
  CHECK(failure_of("DELETE t").hint == "Expected: FROM.");
  CHECK(failure_of("CREATE INDEX ON t (a) INCLUDE (b").hint == "Expected: \")\" or \",\".");
  CHECK(failure_of("SELECT 1 +").hint == "Expected: an expression.");
  CHECK(failure_of("SAVEPOINT").hint == "Expected: a name.");
}

TEST_CASE("a text that is no token is reported if nothing before it is wrong", "[parse]") {
  failure const f = failure_of("SELECT 'abc");
  CHECK(f.code == "42601");
  CHECK(f.message == "unterminated quoted string at or near \"'abc\"");
  CHECK(f.position == 8);
  check_syntax_error("SELEC 'abc", "SELEC", 1);
  CHECK(failure_of("SELECT /* x").message == "unterminated /* comment at or near \"/* x\"");
}

TEST_CASE("clauses that may come once come once", "[parse]") {
  CHECK(failure_of("(SELECT 1 LIMIT 1) LIMIT 2").message == "multiple LIMIT clauses not allowed");
  CHECK(failure_of("(SELECT 1 ORDER BY 1) ORDER BY 1").message ==
        "multiple ORDER BY clauses not allowed");
  CHECK(failure_of("WITH a AS (SELECT 1) (WITH b AS (SELECT 2) SELECT 3)").message ==
        "multiple WITH clauses not allowed");
}

TEST_CASE("parse_expression reads one expression and nothing more", "[parse]") {
  arena memory;
  CHECK(print(*parse_expression("a + 1", memory)) == "a + 1");
  CHECK_THROWS_AS(parse_expression("a + 1 b", memory), error);
  CHECK_THROWS_AS(parse_expression("", memory), error);
  CHECK_THROWS_AS(parse_expression("a; b", memory), error);
}

// Inputs that a backtracking grammar could read in exponential time.
TEST_CASE("nested texts take linear time, right or wrong", "[parse]") {
  struct {
    char const *open, *core, *close;
  } const shapes[] = {{"(", "1", ")"},
                      {"((SELECT ", "1", ") + 1)"},
                      {"(SELECT ", "1", ")"},
                      {"f(", "1", ")"},
                      {"numeric(", "1", ")"},
                      {"CASE WHEN ", "1", " THEN 1 END"},
                      {"COALESCE(", "1", ")"},
                      {"SUBSTRING(", "1", " FROM 1)"},
                      {"TRIM(", "1", ")"},
                      {"CAST(", "1", " AS int)"},
                      {"ARRAY[", "1", "]"},
                      {"a[", "1", "]"},
                      {"NOT ", "1", ""},
                      {"- ", "1", ""},
                      {"EXISTS (SELECT ", "1", ")"},
                      {"(SELECT * FROM (SELECT ", "1", ") t)"},
                      {"(SELECT * FROM (a JOIN (SELECT ", "1", ") t ON true))"},
                      {"(WITH a AS (SELECT ", "1", ") SELECT 1)"},
                      {"sum(1) OVER (ORDER BY ", "1", ")"},
                      {"1 IN (", "1", ")"},
                      {"(1, ", "1", ")"},
                      {"EXTRACT(year FROM ", "1", ")"}};
  for (auto const& s : shapes) {
    for (char const* const core : {s.core, "", "1 1 1", "("}) {
      std::string const text = "SELECT " + repeat(s.open, 24) + core + repeat(s.close, 24);
      INFO(text);
      auto const begin = std::chrono::steady_clock::now();
      static_cast<void>(failure_of(text));
      CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
    }
  }
}

TEST_CASE("a thousand levels fit on a small stack, a million are refused", "[parse]") {
  on_small_stack(512 * 1024, [] {
    CHECK(failure_of("SELECT " + repeat("(", levels) + "1" + repeat(")", levels)).code.empty());
    std::size_t const pairs = levels * 2 / 5;
    CHECK(failure_of("SELECT " + repeat("-(", pairs) + "1" + repeat(")", pairs)).code.empty());
    for (std::string_view const open :
         {"(", "f(", "(SELECT ", "NOT ", "- ", "CASE WHEN ", "ARRAY[", "a[", "(SELECT * FROM (",
          "1 + (", "1 = ANY (", "1 IN (", "((SELECT 1) + ", "(a, ", "(WITH a AS (SELECT ", "CAST (",
          "sum(1) OVER (ORDER BY "}) {
      INFO(open);
      CHECK(failure_of("SELECT " + repeat(open, 1'000'000)).code == "54001");
    }
  });
}

TEST_CASE("long chains are deep trees: they are refused where they are, and AND is none",
          "[parse]") {
  on_small_stack(512 * 1024, [] {
    CHECK(failure_of("SELECT 1" + repeat(" + 1", 1500)).code.empty());
    CHECK(failure_of("SELECT 1" + repeat(" + 1", 100'000)).code == "54001");
    CHECK(failure_of("SELECT 1" + repeat("::int", 100'000)).code == "54001");
    CHECK(failure_of("SELECT a" + repeat(".b", 100'000)).code.empty());
    CHECK(failure_of("SELECT a" + repeat("[1]", 100'000)).code == "54001");
    CHECK(failure_of("SELECT 1" + repeat(" UNION SELECT 1", 100'000)).code == "54001");
    CHECK(failure_of("SELECT * FROM t" + repeat(" CROSS JOIN t", 100'000)).code == "54001");
    CHECK(failure_of("SELECT a" + repeat(" AND a", 100'000)).code.empty());
    CHECK(failure_of("SELECT a" + repeat(" OR b = 1", 100'000)).code.empty());
    CHECK(failure_of("SELECT 1" + repeat(", 1", 100'000)).code.empty());
    // Twice a chain that alone is fine: heights add up.
    std::string const twice =
        "SELECT ((1" + repeat(" + 1", 1200) + ")" + repeat(" + 1", 1200) + ")";
    CHECK(failure_of(twice, {.levels = 2000}).code == "54001");
    CHECK(failure_of(twice, {.levels = 2600}).code.empty());
  });
}

TEST_CASE("the limits are the caller's", "[parse]") {
  CHECK(failure_of("SELECT ((1))", {.levels = 2}).code == "54001");
  CHECK(failure_of("SELECT ((1))", {.levels = 8}).code.empty());
}

TEST_CASE("cut and mutated statements fail inside the text or keep the law", "[parse]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  std::vector<token> tokens;
  auto const judge = [](std::string const& text) {
    INFO(text);
    arena memory;
    try {
      for (ast::statement const* s : parse(text, memory)) {
        std::string const printed = print(*s);
        INFO(printed);
        arena other;
        auto const again = parse(printed, other);
        REQUIRE(again.size() == 1);
        REQUIRE(ast::same(*again[0], *s));
      }
    } catch (error const& e) {
      // A character cut in two has no place that could be counted in characters.
      REQUIRE((e.position() >= 1 || !types::is_utf8(text)));
      REQUIRE(e.position() <= text.size() + 1);
      // 0A000: a statement of PostgreSQL's that is known and not there, IMPORT and its like.
      REQUIRE((e.sqlstate() == "42601" || e.sqlstate().starts_with("22") ||
               e.sqlstate() == "54001" || e.sqlstate() == "0A000"));
    }
  };
  for (std::string_view const statement : statements) {
    tokenize(statement, tokens);
    std::vector<std::string_view> words;
    for (token const& t : tokens) words.push_back(statement.substr(t.offset, t.length));
    for (int i = 0; i != 40; ++i) {
      auto changed = words;
      std::size_t const at = random() % changed.size();
      switch (random() % 5) {
        case 0: changed.resize(at); break;
        case 1: changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at)); break;
        case 2:
          changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at),
                         changed[random() % changed.size()]);
          break;
        case 3: changed[at] = keywords[random() % keywords.size()].text; break;
        default: std::swap(changed[at], changed[random() % changed.size()]); break;
      }
      std::string text;
      for (std::string_view const w : changed) text += std::string(w) + " ";
      judge(text);
    }
    judge(std::string(statement.substr(0, random() % (statement.size() + 1))));
  }
}
