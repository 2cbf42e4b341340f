// helios/exec/impl/like.ipp -- matching with one point to return to.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/like.hpp>
#include <helios/types/text_in.hpp>

namespace helios::exec {

bool like(std::string_view text, std::string_view pattern, bool ignore_case, char escape) {
  auto const fold = [&](char c) { return ignore_case ? types::detail::to_lower(c) : c; };
  auto const character = [&](std::size_t at) {
    std::size_t n = 1;
    while (at + n < text.size() && (static_cast<unsigned char>(text[at + n]) & 0xc0) == 0x80) ++n;
    return n;
  };
  constexpr std::size_t none = std::string_view::npos;
  std::size_t t = 0, p = 0;
  // Only the last % can need another try: what follows an earlier one has already matched.
  std::size_t retry_pattern = none, retry_text = 0;
  while (true) {
    if (p < pattern.size() && pattern[p] == '%') {
      retry_pattern = ++p;
      retry_text = t;
      if (p == pattern.size()) return true;
      continue;
    }
    if (p == pattern.size() && t == text.size()) return true;
    bool matched = false;
    if (p < pattern.size()) {
      if (pattern[p] == escape && escape != 0) {
        if (p + 1 == pattern.size())
          throw error(errc::invalid_escape_sequence,
                      "LIKE pattern must not end with escape character");
        matched = t < text.size() && fold(text[t]) == fold(pattern[p + 1]);
        if (matched) ++t, p += 2;
      } else if (pattern[p] == '_') {
        matched = t < text.size();
        if (matched) t += character(t), ++p;
      } else {
        matched = t < text.size() && fold(text[t]) == fold(pattern[p]);
        if (matched) ++t, ++p;
      }
    }
    if (matched) continue;
    if (retry_pattern == none || retry_text >= text.size()) return false;
    t = retry_text += character(retry_text);
    p = retry_pattern;
  }
}

}  // namespace helios::exec
