// helios/storage/impl/long_value.ipp -- values out of line: read, compared.
#pragma once

#include <helios/storage/long_value.hpp>

#include <helios/storage/frame.hpp>

namespace helios::storage {

namespace detail {

/// The value that a reference names, of the frame that it names.
[[nodiscard]] inline byte_view value_in(byte_view payload, value_ref const& ref) {
  bool const inside = ref.begin <= payload.size() && ref.length <= payload.size() - ref.begin;
  byte_view const value = inside ? payload.subspan(ref.begin, ref.length) : byte_view();
  if (!inside || payload_sum(value) != ref.sum)
    throw error(errc::data_corrupted, "a long value is damaged")
        .detail("What lies at offset " + std::to_string(ref.offset) +
                " is not what its row refers to.");
  return value;
}

}  // namespace detail

content read_value(value_ref const& ref, page_source& pages) {
  content c;
  c.page = pages.fetch_values(ref.offset);
  c.data = detail::value_in(c.page.payload(), ref);
  return c;
}

byte_view value_reader::read(cell const& c) {
  HELIOS_EXPECTS(pages_ != nullptr);
  value_ref const ref = reference_of(c);
  if (frame_ != ref.offset) {
    frame_.reset();
    page_ = pages_->fetch_values(ref.offset);
    frame_ = ref.offset;
  }
  return detail::value_in(page_.payload(), ref);
}

bool same_content(cell const& a, cell const& b, page_source* pages) {
  if (a == b) return true;
  if (a.null || b.null || (!a.out_of_line && !b.out_of_line)) return false;
  auto const length = [](cell const& c) {
    return c.out_of_line ? reference_of(c).length : c.data.size();
  };
  if (length(a) != length(b)) return false;
  if (a.out_of_line && b.out_of_line && reference_of(a).sum != reference_of(b).sum) return false;
  return compare(content_of(a, pages).data, content_of(b, pages).data) == 0;
}

}  // namespace helios::storage
