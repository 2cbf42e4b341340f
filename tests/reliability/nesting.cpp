// Reliability 22: statements nested deeper and deeper, on a small stack and on the usual one. They
// work or are 54001; nothing overflows.
#include <tests/support/run_size.hpp>
#include <tests/support/sql_database.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <functional>

#include <pthread.h>

using namespace helios;
using namespace helios::testing;

namespace {

// Frames under the sanitizers are several times as large: 1,000 levels, for which 2 MiB are enough
// without them, take 8 to 10 MiB under the address sanitizer.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t small_stack = std::size_t{4} << 20;
constexpr std::size_t usual_stack = std::size_t{16} << 20;
#else
constexpr std::size_t small_stack = std::size_t{512} << 10;
constexpr std::size_t usual_stack = std::size_t{8} << 20;
#endif

void run_on_stack(std::size_t bytes, std::function<void()> body) {
  ::pthread_attr_t attributes;
  REQUIRE(::pthread_attr_init(&attributes) == 0);
  REQUIRE(::pthread_attr_setstacksize(&attributes, bytes) == 0);
  ::pthread_t thread;
  auto const call = [](void* what) -> void* {
    (*static_cast<std::function<void()>*>(what))();
    return nullptr;
  };
  REQUIRE(::pthread_create(&thread, &attributes, call, &body) == 0);
  ::pthread_join(thread, nullptr);
  ::pthread_attr_destroy(&attributes);
}

/// The SQLSTATE that body() fails with on a thread of its own; "": it does not.
std::string on_stack(std::size_t bytes, std::function<void()> const& body) {
  std::string state;
  run_on_stack(bytes, [&] {
    state = test::state_of([&] {
      body();
      return 0;
    });
  });
  return state;
}

std::string times(std::string_view text, std::size_t n) {
  std::string all;
  all.reserve(text.size() * n);
  while (n-- != 0) all += text;
  return all;
}

struct shape {
  char const* name;
  std::function<std::string(std::size_t)> statement;
};

std::vector<shape> shapes() {
  auto const around = [](char const* before, char const* inner, char const* after) {
    return [=](std::size_t n) {
      return std::string("SELECT ") + times(before, n) + inner + times(after, n);
    };
  };
  return {
      {"parentheses", around("(", "1", ")")},
      {"NOT", around("NOT ", "true", "")},
      {"minus", around("- ", "1", "")},
      {"CASE", around("CASE WHEN true THEN ", "1", " END")},
      {"CASE conditions", around("CASE WHEN ", "true", " THEN true END")},
      {"subqueries", around("(SELECT ", "1", ")")},
      {"EXISTS", around("EXISTS (SELECT ", "1", ")")},
      {"IN", around("1 IN (SELECT 1 WHERE ", "true", ")")},
      {"functions", around("abs(", "1", ")")},
      {"coalesce", around("coalesce(NULL, ", "1", ")")},
      {"casts", around("CAST(", "1", " AS int)")},
      {"casts behind", around("", "1", "::int")},
      {"sums", around("", "1", " + 1")},
      {"texts", around("", "'a'", " || 'b'")},
      {"AND", around("", "true", " AND true")},
      {"OR", around("", "false", " OR false")},
      {"BETWEEN", around("1 + (", "2 BETWEEN 1 AND 3", ")::int")},
      {"FROM",
       [](std::size_t n) { return times("SELECT * FROM (", n) + "SELECT 1" + times(") AS s", n); }},
      {"WITH inside WITH",
       [](std::size_t n) {
         return times("WITH a AS (", n) + "SELECT 1" + times(") SELECT * FROM a", n);
       }},
      {"one CTE after the other",
       [](std::size_t n) {
         std::string all = "WITH a0 AS (SELECT 1 AS x)";
         for (std::size_t i = 1; i <= n; ++i)
           all += ", a" + std::to_string(i) + " AS (SELECT x FROM a" + std::to_string(i - 1) + ")";
         return all + " SELECT * FROM a" + std::to_string(n);
       }},
      {"UNION ALL", [](std::size_t n) { return "SELECT 1" + times(" UNION ALL SELECT 1", n); }},
      {"UNION in parentheses",
       [](std::size_t n) { return times("(", n) + "SELECT 1" + times(" UNION SELECT 1)", n); }},
      {"joins",
       [](std::size_t n) {
         std::string all = "SELECT count(*) FROM " + times("(", n) + "one";
         for (std::size_t i = 0; i != n; ++i) all += " CROSS JOIN one b" + std::to_string(i) + ")";
         return all;
       }},
      {"a list of tables",
       [](std::size_t n) {
         std::string all = "SELECT count(*) FROM one";
         for (std::size_t i = 0; i != n; ++i) all += ", one b" + std::to_string(i);
         return all;
       }},
      {"a chain of joins",
       [](std::size_t n) {
         std::string all = "SELECT count(*) FROM one";
         for (std::size_t i = 0; i != n; ++i)
           all += " JOIN one b" + std::to_string(i) + " ON one.x = b" + std::to_string(i) + ".x";
         return all;
       }},
      {"only opened", [](std::size_t n) { return "SELECT " + times("(", n); }},
      {"only CASE", [](std::size_t n) { return "SELECT " + times("CASE WHEN ", n); }},
  };
}

}  // namespace

TEST_CASE("reliability 22: nesting works or is 54001, on any stack") {
  database db = helios::open(":memory:");
  db.execute("CREATE TABLE one (x int); INSERT INTO one VALUES (1)");
  std::size_t const deepest = test::run_size("NESTING", 100'000);
  std::vector<std::string> wrong;
  auto const attempt_all = [&](std::size_t most) {
    for (shape const& s : shapes()) {
      for (std::size_t n :
           {std::size_t{10}, std::size_t{100}, std::size_t{1000}, std::size_t{10'000}, most}) {
        if (n > most) break;
        auto const begin = std::chrono::steady_clock::now();
        std::string const state = test::state_of([&] { return answer(db, s.statement(n)); });
        auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(
                              std::chrono::steady_clock::now() - begin)
                              .count();
        bool const opened_only = std::string_view(s.name).starts_with("only");
        bool const usual =
            state.empty() || state.starts_with("54") || (opened_only && state == "42601");
        if (!usual || took > 20'000)
          wrong.push_back(std::string(s.name) + " x " + std::to_string(n) + ": " + state + ", " +
                          std::to_string(took) + " ms");
        if (took > 20'000) break;
      }
    }
  };
  SECTION("on a stack of 512 KiB") {
    run_on_stack(small_stack, [&] { attempt_all(deepest); });
  }
  SECTION("on a stack of 8 MiB") {
    run_on_stack(usual_stack, [&] { attempt_all(deepest); });
  }
  for (std::string const& each : wrong) FAIL_CHECK(each);
}

TEST_CASE("reliability 22: nesting to 1,000 works on a stack of 8 MiB") {
  database db = helios::open(":memory:");
  db.execute("CREATE TABLE one (x int); INSERT INTO one VALUES (1)");
  std::vector<std::string> refused;
  run_on_stack(usual_stack, [&] {
    for (shape const& s : shapes()) {
      if (std::string_view(s.name).starts_with("only")) continue;
      std::string const state = test::state_of([&] { return answer(db, s.statement(1000)); });
      if (!state.empty()) refused.push_back(std::string(s.name) + ": " + state);
    }
  });
  for (std::string const& each : refused) FAIL_CHECK(each);
}

TEST_CASE("reliability 22: what a deep stack prepared runs on a small one, or is 54001") {
  database db = helios::open(":memory:");
  db.execute("CREATE TABLE one (x int); INSERT INTO one VALUES (1)");
  std::vector<std::string> wrong;
  for (shape const& s : shapes()) {
    if (std::string_view(s.name).starts_with("only")) continue;
    for (std::size_t const n : {std::size_t{300}, std::size_t{1000}, std::size_t{3000}}) {
      std::optional<statement> deep;
      std::string const prepared = on_stack(std::size_t{64} << 20, [&] {
        deep.emplace(db.prepare(s.statement(n)));
        deep->execute();
      });
      CHECK((prepared.empty() || prepared.starts_with("54")));
      if (!deep) continue;
      // Run, begun and left, and ended where the stack is small.
      std::string const again = on_stack(small_stack, [&] {
        deep->execute();
        static_cast<void>(deep->run({}).begin());
        deep.reset();
        db.execute("SELECT 1");
      });
      if (!again.empty() && !again.starts_with("54"))
        wrong.push_back(std::string(s.name) + " x " + std::to_string(n) + ": " + again);
    }
  }
  for (std::string const& each : wrong) FAIL_CHECK(each);
}

TEST_CASE("reliability 22: views on views work or are 54001") {
  database db = helios::open(":memory:");
  db.execute(
      "CREATE TABLE one (x int); INSERT INTO one VALUES (1); CREATE VIEW v0 AS SELECT x FROM one");
  std::size_t const most = test::run_size("VIEWS", 400);
  std::vector<std::string> states;
  run_on_stack(small_stack, [&] {
    for (std::size_t i = 1; i <= most; ++i) {
      std::string const last = std::to_string(i - 1);
      std::string const state = test::state_of([&] {
        return db.execute("CREATE VIEW v" + std::to_string(i) + " AS SELECT x + 0 AS x FROM v" +
                          last);
      });
      if (!state.empty()) {
        states.push_back(state);
        break;
      }
      if (i % 20 == 0)
        states.push_back(
            test::state_of([&] { return answer(db, "SELECT * FROM v" + std::to_string(i)); }));
    }
  });
  for (std::string const& state : states) CHECK((state.empty() || state == "54001"));
}
