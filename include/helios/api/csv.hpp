// helios/api/csv.hpp -- comma-separated values: records out of a stream, cells into a text.
//
// Shape     RFC 4180 as PostgreSQL's COPY reads it: a quote may open and close anywhere in a cell,
//           within quotes delimiters and line ends are text, and escape + quote is a quote
//           Lines end in LF, CR LF or CR; a byte order mark before the first is skipped.
// Laws      read(write(cells)) == cells, for every format check() accepts
// Threads   one
// Errors    22P04 a quote that is never closed; 58030 the stream fails; 54000 a record of 1 GiB
// Cost      one pass and no allocation per record
#pragma once

#include <helios/base/error.hpp>

#include <array>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace helios::api {

struct csv_format {
  char delimiter = ',';
  char quote = '"';
  char escape = '"';
  std::string null;  // a cell that is this text, unquoted
};

/// Throws 0A000, 22023 with PostgreSQL's words.
HELIOS_DECL void check(csv_format const& format);

struct csv_cell {
  std::string_view text;
  bool quoted = false;
};

class csv_reader {
 public:
  /// Requires a checked format; the stream outlives the reader.
  HELIOS_DECL csv_reader(std::istream& from, csv_format const& format);

  /// The cells of the next record, valid until the next call; false at the end.
  [[nodiscard]] HELIOS_DECL bool next(std::vector<csv_cell>& cells);
  /// Where the record begins that was read last; the first line is 1.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

 private:
  enum class character : std::uint8_t { text, delimiter, quote, line_feed, carriage_return };
  struct span {
    std::size_t begin, end;
    bool quoted;
  };

  [[nodiscard]] HELIOS_DECL bool scan();
  /// More bytes behind those at hand; false: there are none.
  [[nodiscard]] HELIOS_DECL bool refill();
  [[nodiscard]] HELIOS_DECL std::string_view unquote(span const& cell);

  std::istream* from_;
  csv_format format_;
  std::array<character, 256> classes_{};
  std::vector<char> buffer_;
  std::size_t at_ = 0;   // of the next record, in buffer_
  std::size_t end_ = 0;  // of what was read
  bool ended_ = false;
  std::vector<span> spans_;
  std::uint64_t line_ = 0, next_line_ = 1;
};

/// Appends a cell, quoted where it must be.
HELIOS_DECL void append_cell(std::string& out, std::string_view text, csv_format const& format);

}  // namespace helios::api

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/csv.ipp>
#endif
