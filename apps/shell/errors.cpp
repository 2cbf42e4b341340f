// apps/shell/errors.cpp -- errors as psql prints them, with the line and a caret below the place.
#include "session.hpp"

#include <algorithm>
#include <ostream>

namespace shell {

namespace {

/// A longer line is cut around the place, as psql does.
constexpr std::size_t shown_columns = 60, shown_behind = 10;

struct place {
  std::size_t line = 1;
  std::string text;  // of that line, or the part around the place
  std::size_t caret = 0;
};

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string_view drop_characters(std::string_view utf8, std::size_t n) {
  std::size_t at = 0;
  for (; at < utf8.size() && n != 0; --n) {
    ++at;
    while (at < utf8.size() && (utf8[at] & 0xC0) == 0x80) ++at;
  }
  return utf8.substr(at);
}

/// `position`: of a character, from 1.
place find(std::string_view statement, std::size_t position) {
  place found;
  std::size_t before = position - 1;  // characters
  for (;;) {
    std::size_t const end = statement.find('\n');
    std::string_view const line = statement.substr(0, end);
    std::size_t const length = characters(line);
    if (before > length && end != std::string_view::npos) {
      before -= length + 1;
      statement.remove_prefix(end + 1);
      ++found.line;
      continue;
    }
    before = std::min(before, length);
    std::size_t begin = 0, end_shown = length;
    if (length > shown_columns && before + shown_behind <= shown_columns) {
      end_shown = shown_columns;
    } else if (length > shown_columns) {
      end_shown = std::min(length, before + shown_behind);
      begin = end_shown - shown_columns;
    }
    std::string_view rest = drop_characters(line, begin);
    rest.remove_suffix(drop_characters(rest, end_shown - begin).size());
    found.text = (begin == 0 ? "" : "...") + std::string(rest) + (end_shown == length ? "" : "...");
    before = before - begin + (begin == 0 ? 0 : 3);
    std::string_view const shown(found.text);
    found.caret = width(shown.substr(0, shown.size() - drop_characters(shown, before).size()));
    return found;
  }
}

}  // namespace

void session::report(helios::error const& why, std::string_view statement) {
  if (!source_.name.empty()) err << "helios:" << source_.name << ':' << source_.line << ": ";
  err << "ERROR:  " << why.message() << '\n';
  if (why.position() != 0 && !statement.empty()) {
    place const at = find(statement, why.position());
    std::string const head = "LINE " + std::to_string(at.line) + ": ";
    err << head << at.text << '\n' << std::string(head.size() + at.caret, ' ') << "^\n";
  }
  if (!why.detail().empty()) err << "DETAIL:  " << why.detail() << '\n';
  if (!why.hint().empty()) err << "HINT:  " << why.hint() << '\n';
  if (!why.context().empty()) err << "CONTEXT:  " << why.context() << '\n';
}

}  // namespace shell
