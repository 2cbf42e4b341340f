// tests/support/statement_mutation.hpp -- SQL that is nearly right: statements with tokens left
// out, doubled, exchanged, or taken from other statements.
#pragma once

#include <tests/support/random.hpp>

#include <helios/sql/token.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace helios::test {

/// A statement's tokens as texts.
[[nodiscard]] inline std::vector<std::string> words_of_sql(std::string_view text) {
  std::vector<sql::token> tokens;
  sql::tokenize(text, tokens);
  std::vector<std::string> words;
  for (sql::token const& t : tokens) {
    if (t.kind == sql::token_kind::end) break;
    words.emplace_back(text.substr(t.offset, t.length == 0 ? 1 : t.length));
  }
  return words;
}

/// One to four changes of `words`; `other`: a statement to take parts from.
[[nodiscard]] inline std::string mutated(random_source& random, std::vector<std::string> words,
                                         std::vector<std::string> const& other) {
  static constexpr std::string_view strange[] = {"NULL",        "0",
                                                 "-1",          "''",
                                                 "'x'",         "9223372036854775807",
                                                 "-2147483648", "1e400",
                                                 "1.5",         "'NaN'",
                                                 "(",           ")",
                                                 "((",          ",",
                                                 "*",           "SELECT",
                                                 "FROM",        "WHERE",
                                                 "(SELECT 1)",  "CASE",
                                                 "DISTINCT",    "DEFAULT",
                                                 "$1",          "::int",
                                                 "::text",      "::date",
                                                 "'infinity'",  "interval '1 day'",
                                                 "true",        "NOT",
                                                 "AS OF SCN 1", "WITH",
                                                 "LIMIT 0",     "ORDER BY 1",
                                                 "GROUP BY 1",  "UNION ALL",
                                                 "LATERAL",     "count(*)",
                                                 "\"",          "'",
                                                 "/*",          "--",
                                                 ";",           "\\",
                                                 "\x01",        "\xff",
                                                 "nosuch",      "ROW(1, 2)",
                                                 "ARRAY[1]",    "."};
  for (std::uint64_t changes = 1 + random.below(4); changes != 0 && !words.empty(); --changes) {
    std::size_t const at = random.below(words.size());
    auto const place = words.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random.below(8)) {
      case 0: words.erase(place); break;
      case 1: words.insert(place, words[random.below(words.size())]); break;
      case 2: std::swap(words[at], words[random.below(words.size())]); break;
      case 3: words[at] = strange[random.below(std::size(strange))]; break;
      case 4: words.insert(place, std::string(strange[random.below(std::size(strange))])); break;
      case 5:
        if (!other.empty()) words[at] = other[random.below(other.size())];
        break;
      case 6: {  // a stretch of the other one
        if (other.empty()) break;
        std::size_t const from = random.below(other.size());
        std::size_t const n = 1 + random.below(std::min<std::size_t>(other.size() - from, 12));
        auto const first = other.begin() + static_cast<std::ptrdiff_t>(from);
        words.insert(place, first, first + static_cast<std::ptrdiff_t>(n));
        break;
      }
      default: {  // without a stretch
        std::size_t const n = 1 + random.below(std::min<std::size_t>(words.size() - at, 8));
        words.erase(place, place + static_cast<std::ptrdiff_t>(n));
      }
    }
  }
  std::string sql;
  for (std::string const& word : words) sql += (sql.empty() ? "" : " ") + word;
  return sql;
}

}  // namespace helios::test
