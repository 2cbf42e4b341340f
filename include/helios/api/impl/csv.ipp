// helios/api/impl/csv.ipp -- see helios/api/csv.hpp
#pragma once

#include <helios/api/csv.hpp>

#include <algorithm>
#include <cstring>
#include <istream>

namespace helios::api {

namespace detail {
inline constexpr std::size_t csv_chunk = std::size_t{256} << 10;
inline constexpr std::size_t longest_record = std::size_t{1} << 30;
}  // namespace detail

void check(csv_format const& format) {
  auto const ends_line = [](char c) { return c == '\n' || c == '\r' || c == '\0'; };
  if (ends_line(format.delimiter)) {
    throw error(errc::invalid_parameter_value,
                "COPY delimiter cannot be newline or carriage return");
  }
  if (ends_line(format.quote) || ends_line(format.escape)) {
    throw error(errc::invalid_parameter_value, "COPY quote must be a single one-byte character");
  }
  if (format.delimiter == format.quote) {
    throw error(errc::invalid_parameter_value, "COPY delimiter and quote must be different");
  }
  if (format.null.find_first_of("\r\n") != std::string::npos) {
    throw error(errc::invalid_parameter_value,
                "COPY null representation cannot use newline or carriage return");
  }
  if (format.null.find(format.delimiter) != std::string::npos) {
    throw error(errc::invalid_parameter_value,
                "COPY delimiter must not appear in the NULL specification");
  }
  if (format.null.find(format.quote) != std::string::npos) {
    throw error(errc::invalid_parameter_value,
                "CSV quote character must not appear in the NULL specification");
  }
}

csv_reader::csv_reader(std::istream& from, csv_format const& format)
    : from_(&from), format_(format) {
  auto const mark = [this](char c, character what) {
    classes_[static_cast<unsigned char>(c)] = what;
  };
  mark(format.delimiter, character::delimiter);
  mark(format.quote, character::quote);
  mark('\n', character::line_feed);
  mark('\r', character::carriage_return);
  static_cast<void>(refill());
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (std::string_view(buffer_.data(), end_).starts_with(byte_order_mark)) {
    at_ = byte_order_mark.size();
  }
}

bool csv_reader::refill() {
  if (ended_) return false;
  // The record at hand moves to the front, so that its cells stay together.
  if (at_ != 0) std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
  end_ -= at_;
  at_ = 0;
  if (end_ + detail::csv_chunk > buffer_.size()) {
    if (end_ > detail::longest_record) {
      throw error(errc::program_limit_exceeded, "a CSV record is longer than 1 GiB");
    }
    buffer_.resize(std::max(2 * end_, end_ + detail::csv_chunk));
  }
  from_->read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
  if (from_->bad()) throw error(errc::io_error, "could not read the CSV data");
  std::size_t const read = static_cast<std::size_t>(from_->gcount());
  ended_ = read == 0 || from_->eof();
  end_ += read;
  return read != 0;
}

/// Finds the cells of the record that begins at at_; false: its end is not at hand.
bool csv_reader::scan() {
  spans_.clear();
  char const* const text = buffer_.data();
  span cell{at_, 0, false};
  bool inside = false;  // of quotes
  std::uint64_t lines = 1;
  for (std::size_t i = at_; i != end_; ++i) {
    character const c = classes_[static_cast<unsigned char>(text[i])];
    if (c == character::text) continue;
    if (c == character::quote) {
      // escape + quote shows as two quotes when they are one character: out and in again
      if (inside && format_.escape != format_.quote && text[i - 1] == format_.escape) {
        std::size_t escapes = 1;
        while (text[i - 1 - escapes] == format_.escape) ++escapes;
        if (escapes % 2 == 1) continue;
      }
      inside = !inside;
      cell.quoted = true;
    } else if (inside) {
      lines += c == character::line_feed ? 1 : 0;
    } else {
      cell.end = i;
      spans_.push_back(cell);
      if (c == character::delimiter) {
        cell = {i + 1, 0, false};
        continue;
      }
      std::size_t next = i + 1;
      if (c == character::carriage_return) {
        if (next == end_ && !ended_) return false;
        if (next != end_ && text[next] == '\n') ++next;
      }
      at_ = next;
      next_line_ += lines;
      return true;
    }
  }
  if (!ended_) return false;
  if (inside) throw error(errc::bad_copy_file_format, "unterminated CSV quoted field");
  cell.end = end_;
  spans_.push_back(cell);
  at_ = end_;
  return true;
}

std::string_view csv_reader::unquote(span const& cell) {
  char* const text = buffer_.data();
  std::string_view const raw(text + cell.begin, cell.end - cell.begin);
  if (!cell.quoted) return raw;
  // The usual cell is one stretch within quotes.
  if (raw.front() == format_.quote && raw.find(format_.quote, 1) == raw.size() - 1 &&
      (format_.escape == format_.quote || raw.find(format_.escape) == std::string_view::npos)) {
    return raw.substr(1, raw.size() - 2);
  }
  bool inside = false;
  std::size_t out = cell.begin;
  for (std::size_t i = cell.begin; i != cell.end; ++i) {
    char const c = text[i];
    char const following = i + 1 != cell.end ? text[i + 1] : '\0';
    if (inside && c == format_.escape &&
        (following == format_.quote || (following != '\0' && following == format_.escape))) {
      text[out++] = text[++i];
    } else if (c == format_.quote) {
      inside = !inside;
    } else {
      text[out++] = c;
    }
  }
  return {text + cell.begin, out - cell.begin};
}

bool csv_reader::next(std::vector<csv_cell>& cells) {
  cells.clear();
  line_ = next_line_;
  if (at_ == end_ && !refill()) return false;
  while (!scan()) {
    // At the end of the stream scan() takes what is there, so this ends.
    static_cast<void>(refill());
  }
  for (span const& s : spans_) cells.push_back({unquote(s), s.quoted});
  return true;
}

void append_cell(std::string& out, std::string_view text, csv_format const& format) {
  char const special[] = {format.delimiter, format.quote, '\n', '\r'};
  bool const plain =
      text != format.null && text != "\\." &&
      text.find_first_of(std::string_view(special, sizeof special)) == std::string_view::npos;
  if (plain) {
    out += text;
    return;
  }
  out += format.quote;
  for (char const c : text) {
    if (c == format.quote || c == format.escape) out += format.escape;
    out += c;
  }
  out += format.quote;
}

}  // namespace helios::api
