// tests/support/slt/parser.hpp -- text of a test file -> records, in both formats.
//
// Errors    malformed: the file breaks its format; its message begins with the line's number
//
//   file       := { comment | blank | modifier | control | record }
//   modifier   := `skipif` WHAT | `onlyif` WHAT | `connection` NAME        of the next record
//   control    := `halt` | `hash-threshold` N | `mode skip` | `mode unskip`
//               | `loop` V FROM TO | `foreach` V WORD... | `endloop`
//               | (`require` | `set` | `sleep` | `tags`) ...               ignored
//   record     := `statement` (`ok` | `count` N | `error` [SQLSTATE] | `maybe`) [CONNECTION] text
//               | `query` TYPES [SORT | CONNECTION] [LABEL] text
//   text       := SQL lines [ `----` expected lines ] blank
//
// A CONNECTION on the record's own line is DuckDB's; SQLSTATE and `connection` are ours. So is the
// format `table`: its TYPES are checked (B boolean, I integer, R other numbers, T the rest),
// `count` is the number of rows changed, and after an error may follow its message and `at
// POSITION`. hash-threshold decides how results are written; reading needs none, an abbreviated one
// says so.
#pragma once

#include <tests/support/slt/record.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace helios::test::slt {

class malformed : public std::runtime_error {
 public:
  malformed(std::size_t line, std::string const& what)
      : std::runtime_error("line " + std::to_string(line) + ": " + what) {}
};

/// The words of a line, up to a comment.
[[nodiscard]] inline std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(" \t", at)) != line.npos) {
    if (line[at] == '#') break;
    std::size_t const end = std::min(line.find_first_of(" \t", at), line.size());
    words.emplace_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

class parser {
 public:
  parser(std::string_view text, dialect form) : form_(form) {
    while (!text.empty()) {
      std::size_t const end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      lines_.push_back(line);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (form_ == dialect::sqllogictest && !lines_.empty()) {
      if (lines_[0] == "# format: rows") form_ = dialect::rows;
      if (lines_[0] == "# format: table") form_ = dialect::table;
    }
  }

  [[nodiscard]] dialect form() const { return form_; }

  [[nodiscard]] std::vector<record> parse() {
    std::vector<record> records;
    std::size_t open_loops = 0;
    for (at_ = 0; at_ != lines_.size();) {
      std::string_view const line = lines_[at_];
      if (is_blank(line) || line[0] == '#') {
        ++at_;
        continue;
      }
      words_ = words_of(line);
      std::size_t const number = ++at_;
      if (read_modifier()) continue;
      record r{record_kind::halt, number};
      r.conditions = std::exchange(conditions_, {});
      r.connection = std::exchange(connection_, {});
      if (!read_control(r) && !read_record(r)) continue;
      if (r.kind == record_kind::loop || r.kind == record_kind::foreach) ++open_loops;
      if (r.kind == record_kind::endloop && open_loops-- == 0) fail("endloop without a loop");
      records.push_back(std::move(r));
    }
    if (open_loops != 0) fail("a loop without endloop");
    if (!conditions_.empty()) fail("a condition without a record");
    return records;
  }

 private:
  [[noreturn]] void fail(std::string const& what) const { throw malformed(at_, what); }
  [[nodiscard]] static bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t") == line.npos;
  }
  void want_words(std::size_t at_least) const {
    if (words_.size() < at_least) fail("too few words after " + words_[0]);
  }

  [[nodiscard]] std::size_t number(std::string const& word) const {
    std::size_t n = 0;
    auto const [end, code] = std::from_chars(word.data(), word.data() + word.size(), n);
    if (code != std::errc() || end != word.data() + word.size()) fail("not a number");
    return n;
  }

  bool read_modifier() {
    std::string const& word = words_[0];
    if (word == "skipif" || word == "onlyif") {
      want_words(2);
      conditions_.push_back({word == "onlyif", words_[1]});
    } else if (word == "connection") {
      want_words(2);
      connection_ = words_[1];
    } else {
      return false;
    }
    return true;
  }

  /// Whether the line is a control that becomes a record.
  bool read_control(record& r) const {
    std::string const& word = words_[0];
    if (word == "halt") return true;
    if (word == "loop" || word == "foreach") {
      want_words(word == "loop" ? 4 : 3);
      r.kind = word == "loop" ? record_kind::loop : record_kind::foreach;
      r.words.assign(words_.begin() + 1, words_.end());
      return true;
    }
    if (word == "endloop") {
      r.kind = record_kind::endloop;
      return true;
    }
    if (word != "mode") return false;
    want_words(2);
    if (words_[1] != "skip" && words_[1] != "unskip") fail("unknown mode " + words_[1]);
    r.kind = words_[1] == "skip" ? record_kind::skip_begin : record_kind::skip_end;
    return true;
  }

  /// Whether the line begins a statement or a query; if so, reads it to its end.
  bool read_record(record& r) {
    std::string const& word = words_[0];
    if (word == "statement") {
      want_words(2);
      read_statement_line(r);
    } else if (word == "query") {
      want_words(2);
      read_query_line(r);
    } else if (word == "hash-threshold") {
      want_words(2);
      static_cast<void>(number(words_[1]));
      return false;
    } else if (word == "require" || word == "set" || word == "sleep" || word == "tags") {
      return false;
    } else {
      fail("unknown word " + word);
    }
    read_text(r);
    return true;
  }

  void read_statement_line(record& r) const {
    r.kind = record_kind::statement;
    std::size_t next = 2;
    if (words_[1] == "ok") {
      r.expects = expectation::success;
    } else if (words_[1] == "maybe") {
      r.expects = expectation::anything;
    } else if (words_[1] == "count" && form_ == dialect::table) {
      want_words(3);
      r.count = number(words_[2]);
      next = 3;
    } else if (words_[1] == "error") {
      r.expects = expectation::failure;
      if (form_ != dialect::duckdb && words_.size() > 2 && is_sqlstate(words_[2])) {
        r.sqlstate = words_[2];
        next = 3;
      }
    } else {
      fail("a statement is ok, error or maybe, not " + words_[1]);
    }
    if (words_.size() > next) {
      if (form_ != dialect::duckdb) fail("unexpected " + words_[next]);
      r.connection = words_[next];
    }
  }

  void read_query_line(record& r) const {
    r.kind = record_kind::query;
    r.types = words_[1];
    std::size_t next = 2;
    if (words_.size() > next) {
      std::string const& word = words_[next];
      bool const sorts = word == "nosort" || word == "rowsort" || word == "valuesort";
      if (word == "rowsort") r.sort = sort_mode::rows;
      if (word == "valuesort") r.sort = sort_mode::values;
      if (!sorts && form_ == dialect::duckdb) r.connection = word;
      if (sorts || form_ == dialect::duckdb) ++next;
    }
    if (words_.size() > next) r.label = words_[next].substr(0, 20);
    if (form_ == dialect::duckdb) return;
    std::string_view const letters = form_ == dialect::table ? "BIRT" : "TIR";
    if (r.types.find_first_not_of(letters) != std::string::npos) {
      fail("unknown type in " + r.types);
    }
  }

  void read_text(record& r) {
    bool results = false;
    for (; at_ != lines_.size() && !is_end(lines_[at_], results); ++at_) {
      std::string_view const line = lines_[at_];
      if (results) {
        r.expected.emplace_back(line);
      } else if (line == "----") {
        results = true;
      } else if (line[0] != '#') {
        if (!r.sql.empty()) r.sql += '\n';
        r.sql += line;
      }
    }
    if (r.sql.empty()) fail("a record without SQL");
  }
  // A row of empty texts is a line of TABs: only what no row can be ends the results.
  [[nodiscard]] static bool is_end(std::string_view line, bool results) {
    return results ? line.empty() : is_blank(line);
  }

  [[nodiscard]] static bool is_sqlstate(std::string const& word) {
    return word.size() == 5 && std::all_of(word.begin(), word.end(), [](unsigned char c) {
             return std::isdigit(c) || std::isupper(c);
           });
  }

  dialect form_;
  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;  // the next line, from 0: so the number of the one just read, from 1
  std::vector<std::string> words_;
  std::vector<condition> conditions_;
  std::string connection_;
};

/// A parsed file.
struct script {
  std::string name;  // as reports call it
  dialect form;      // sqllogictest has become rows where the file says so
  std::vector<record> records;
};

[[nodiscard]] inline script parse(std::string name, std::string_view text, dialect form) {
  parser p(text, form);
  std::vector<record> records = p.parse();
  return {std::move(name), p.form(), std::move(records)};
}

[[nodiscard]] inline std::string read_text(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace helios::test::slt
