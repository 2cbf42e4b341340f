// A comparison in WHERE keeps the rows of which the same comparison in the select list is true,
// whatever the types: the first has kernels of its own (exec::overload::filter).
#include <helios/helios.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace helios::test {

TEST_CASE("a comparison in WHERE keeps the rows of which it is true") {
  struct kind {
    char const* type;
    std::vector<char const*> values;
  };
  std::vector<kind> const kinds = {
      {"boolean", {"true", "false"}},
      {"smallint", {"-32768", "-1", "0", "7", "32767"}},
      {"integer", {"-2147483648", "-1", "0", "7", "2147483647"}},
      {"bigint", {"-9223372036854775808", "-1", "0", "7", "9223372036854775807"}},
      {"real", {"'-Infinity'", "-1.5", "'-0'", "0", "7", "'Infinity'", "'NaN'"}},
      {"double precision", {"'-Infinity'", "-1.5", "'-0'", "0", "7", "'Infinity'", "'NaN'"}},
      {"numeric", {"-1.5", "0", "7.00"}},
      {"text", {"''", "'a'", "'b'"}},
  };
  for (kind const& k : kinds) {
    database db = open(":memory:");
    std::string const type = k.type;
    db.execute("CREATE TABLE t (k SERIAL PRIMARY KEY, v " + type + ", w " + type + ")");
    for (char const* const v : k.values)
      db.execute("INSERT INTO t (v, w) VALUES (" + std::string(v) + ", NULL), (NULL, " + v + ")");
    for (char const* const relation : {"=", "<>", "<", "<=", ">", ">="}) {
      for (char const* const v : k.values) {
        std::string const test = "v " + std::string(relation) + " CAST(" + v + " AS " + type + ")";
        INFO(test);
        auto const kept = db.query_value<std::int64_t>("SELECT count(*) FROM t WHERE " + test);
        auto const both =
            db.query_value<std::int64_t>("SELECT count(*) FROM t WHERE k > 2 AND " + test);
        CHECK(kept == db.query_value<std::int64_t>("SELECT coalesce(sum(CASE (" + test +
                                                   ") WHEN true THEN 1 END), 0) FROM t"));
        CHECK(both ==
              db.query_value<std::int64_t>("SELECT count(*) FROM (SELECT k, (" + test +
                                           ") AS holds FROM t) AS s WHERE k > 2 AND holds"));
        CHECK(kept +
                  db.query_value<std::int64_t>("SELECT count(*) FROM t WHERE NOT (" + test + ")") ==
              static_cast<std::int64_t>(k.values.size()));
      }
    }
  }
}

}  // namespace helios::test
