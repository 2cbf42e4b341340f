// tests/support/slt/option_statements.hpp -- DuckDB's statements that only choose how it executes.
#pragma once

#include <tests/support/slt/letters.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace helios::test::slt {

/// Whether another engine leaves the statement out: it changes no answer and means nothing there.
[[nodiscard]] inline bool sets_duckdb_option(std::string_view sql) {
  static constexpr std::array<std::string_view, 11> pragmas{"enable_verification",
                                                            "disable_verification",
                                                            "verify_",
                                                            "force_",
                                                            "enable_profiling",
                                                            "disable_profiling",
                                                            "threads",
                                                            "explain_output",
                                                            "debug_",
                                                            "wal_autocheckpoint",
                                                            "perfect_ht_threshold"};
  static constexpr std::array<std::string_view, 8> settings{
      "threads",      "explain_output",      "debug_",
      "verify_",      "enable_verification", "storage_compatibility",
      "partitioned_", "late_materialization"};
  constexpr std::string_view blank = " \t\n";
  constexpr std::string_view name_end = " \t\n=;(";

  sql.remove_prefix(std::min(sql.find_first_not_of(blank), sql.size()));
  std::string const text = lower_case(sql);
  std::size_t const verb_end = std::min(text.find_first_of(blank), text.size());
  std::size_t const name_begin = std::min(text.find_first_not_of(blank, verb_end), text.size());
  std::string_view const verb = std::string_view(text).substr(0, verb_end);
  std::string_view name = std::string_view(text).substr(name_begin);
  name = name.substr(0, name.find_first_of(name_end));

  auto const begins_name = [name](std::string_view prefix) { return name.starts_with(prefix); };
  if (verb == "pragma") return std::any_of(pragmas.begin(), pragmas.end(), begins_name);
  if (verb != "set") return false;
  return name.ends_with("_threshold") || std::any_of(settings.begin(), settings.end(), begins_name);
}

}  // namespace helios::test::slt
