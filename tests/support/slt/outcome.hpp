// tests/support/slt/outcome.hpp -- what became of one record.
#pragma once

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace helios::test::slt {

enum class verdict : std::uint8_t {
  pass,
  fail,
  skip,     // not executed; the reason says why
  ignored,  // executed, its expectation is known to be wrong
};

struct outcome {
  std::string file;
  std::size_t line = 0;
  slt::verdict verdict = verdict::pass;
  std::string sqlstate{};  // of the failure that the engine reported, if it did
  std::string cause{};     // the same for all of a kind, for grouping
  std::string reason{};    // what exactly
  std::string sql{};       // of what did not pass
};

/// An error message without its particulars: the first line, quoted names as ?, numbers as N.
[[nodiscard]] inline std::string normalised(std::string_view message) {
  std::string kind;
  message = message.substr(0, message.find('\n'));
  for (std::size_t i = 0; i < message.size(); ++i) {
    char const c = message[i];
    bool const in_word = i != 0 && std::isalnum(static_cast<unsigned char>(message[i - 1])) != 0;
    if (c == '"' || (c == '\'' && !in_word)) {  // not the apostrophe of "doesn't"
      kind += c;
      kind += '?';
      i = message.find(c, i + 1);
      if (i == message.npos) return kind;
      kind += c;
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      if (kind.empty() || kind.back() != 'N') kind += 'N';
    } else {
      kind += c;
    }
  }
  return kind;
}

}  // namespace helios::test::slt
