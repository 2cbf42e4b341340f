// helios/storage/long_value.hpp -- reading values, wherever they lie: in their row, or out of line.
//
// Shape     A cell of a bytes column longer than 256 bytes is written once, into a value frame, and
//           its row holds a value_ref (storage/row.hpp). All versions and branches that have the
//           value share it; a change of other columns copies the reference. Several values may
//           share a frame: a reference names a part of one.
// Holds     (O1) the frame of every reference in a commit that counts was written before it, and is
//           durable when it is (storage/value_writer.hpp)
//           (O2) no byte is handed out before the frame and the value were verified
// Threads   any
// Errors    XX001 a reference that is damaged, or leads to something else; 58030
// Cost      a fetch from the page source and a checksum of the value
// Requires  pages, for cells that are out of line
#pragma once

#include <helios/storage/page_source.hpp>
#include <helios/storage/row.hpp>

#include <cstdint>
#include <optional>

namespace helios::storage {

/// The content of a cell, held in memory while this lives; that of an inline one, while its leaf or
/// image lives.
struct content {
  byte_view data;
  pin page;
};

[[nodiscard]] HELIOS_DECL content read_value(value_ref const& ref, page_source& pages);

/// Reads one cell after the other; values that share a frame, as those of rows that were written
/// together do, fetch it once.
class value_reader {
 public:
  explicit value_reader(page_source* pages) noexcept : pages_(pages) {}
  /// The content of a cell that is out of line, until the next call.
  [[nodiscard]] HELIOS_DECL byte_view read(cell const& c);

 private:
  page_source* pages_;
  std::optional<std::uint64_t> frame_;  // where `page_` is in the file
  pin page_;
};

/// The reference in a cell that is out of line.
[[nodiscard]] inline value_ref reference_of(cell const& c) noexcept {
  HELIOS_EXPECTS(c.out_of_line && c.data.size() == sizeof(value_ref));
  return load<value_ref>(c.data.data());
}

[[nodiscard]] inline content content_of(cell const& c, page_source* pages) {
  if (!c.out_of_line) return {c.data, {}};
  HELIOS_EXPECTS(pages != nullptr);
  return read_value(reference_of(c), *pages);
}
/// Of a column of a row: Row is stored_row, found_row or row_view.
template <class Row>
[[nodiscard]] content content_of(Row const& row, std::size_t column) {
  return content_of(row.at(column), row.pages());
}

/// Whether two cells hold the same value. Values are read only if the references leave it open.
[[nodiscard]] HELIOS_DECL bool same_content(cell const& a, cell const& b, page_source* pages);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/long_value.ipp>
#endif
