// tests/support/slt/pattern.hpp -- does a whole text match a regular expression?
//
// Errors    std::runtime_error: not a regular expression
// Source    POSIX extended expressions, and \d, \D: what DuckDB's tests use. Not std::regex, which
//           recurses once per character and costs every file that includes it a second to compile.
#pragma once

#include <regex.h>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace helios::test::slt {

[[nodiscard]] inline bool matches_fully(std::string const& shown, std::string const& expression) {
  std::string posix = "^(";
  for (std::size_t i = 0; i != expression.size(); ++i) {
    char const next =
        expression[i] == '\\' && i + 1 != expression.size() ? expression[i + 1] : '\0';
    if (next == 'd' || next == 'D') {
      posix += next == 'd' ? "[0-9]" : "[^0-9]";
      ++i;
    } else {
      posix += expression[i];
      if (next != '\0') posix += expression[++i];
    }
  }
  posix += ")$";
  regex_t compiled;
  if (regcomp(&compiled, posix.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
    throw std::runtime_error("not a regular expression: " + expression);
  }
  bool const found = regexec(&compiled, shown.c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return found;
}

}  // namespace helios::test::slt
