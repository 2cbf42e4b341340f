// apps/shell/copy.cpp -- \copy: CSV files of this machine, standard input and output.
#include "commands.hpp"

#include "session.hpp"

#include <algorithm>
#include <iostream>
#include <ostream>

namespace shell {

namespace {

[[noreturn]] void refuse(std::string const& message) {
  throw helios::error(helios::errc::syntax_error, message)
      .hint("\\copy table|(query) from|to 'file' csv header");
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return text;
}

/// `table`, `table (a, b)` or `(query)`, and where what follows begins.
struct subject {
  std::string what;
  std::vector<std::string> columns;
  std::size_t end = 0;
};

subject read_subject(std::string const& text) {
  auto const closing = [&](std::size_t open) {
    int depth = 0;
    for (std::size_t at = open; at != text.size(); ++at) {
      depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
      if (depth == 0) return at;
    }
    refuse("a bracket is never closed");
  };
  subject s;
  if (text.starts_with('(')) {
    s.end = closing(0) + 1;
    s.what = text.substr(0, s.end);
    return s;
  }
  s.end = std::min(text.find_first_of(" \t("), text.size());
  s.what = text.substr(0, s.end);
  std::size_t const next = text.find_first_not_of(" \t", s.end);
  if (next == std::string::npos || text[next] != '(') return s;
  s.end = closing(next) + 1;
  std::string list = text.substr(next + 1, s.end - next - 2);
  std::ranges::replace(list, ',', ' ');
  s.columns = split(list).words;
  return s;
}

char one_character(std::string const& text) {
  if (text.size() == 1) return text[0];
  refuse("a delimiter or quote is one character");
}

helios::copy_options read_options(std::vector<std::string> words) {
  helios::copy_options how;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    std::erase_if(word, [](char c) { return c == '(' || c == ')'; });
    if (word.size() > 1 && word.back() == ',') word.pop_back();
    word = lower(word);
    auto const value = [&] {
      if (++i == words.size()) refuse(word + " wants a value");
      std::string v = words[i];
      while (v.size() > 1 && (v.back() == ',' || v.back() == ')')) v.pop_back();
      return v;
    };
    if (word == "header") {
      how.header = true;
    } else if (word == "delimiter") {
      how.delimiter = one_character(value());
    } else if (word == "quote") {
      how.quote = how.escape = one_character(value());
    } else if (word == "null") {
      how.null = value();
    } else if (!word.empty() && word != "csv" && word != "format" && word != "with" &&
               word != "as") {
      refuse("\\copy does not know \"" + words[i] + "\"");
    }
  }
  return how;
}

}  // namespace

void copy(session& in, arguments const& with) {
  subject const of = read_subject(with.whole);
  arguments const rest = split(std::string_view(with.whole).substr(of.end));
  std::string const direction = lower(rest.at(0)), file = rest.at(1);
  if ((direction != "from" && direction != "to") || file.empty()) {
    refuse("\\copy wants FROM or TO and a file");
  }
  helios::copy_options how = read_options({rest.words.begin() + 2, rest.words.end()});
  how.columns = of.columns;
  how.stop = in.interrupts.begin();
  std::uint64_t rows = 0;
  try {
    if (direction == "from") {
      rows = lower(file) == "stdin" ? in.db.copy_from(of.what, std::cin, how)
                                    : in.db.copy_from(of.what, file, how);
    } else if (lower(file) == "stdout") {
      rows = in.db.copy_to(of.what, in.out, how);
    } else {
      rows = in.db.copy_to(of.what, file, how);
    }
  } catch (helios::error const&) {
    in.interrupts.end();
    throw;
  }
  in.interrupts.end();
  if (!in.quiet) in.out << "COPY " << rows << '\n';
}

}  // namespace shell
