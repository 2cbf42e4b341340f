// helios/storage/impl/row.ipp -- the check that makes bytes from a file a row.
#pragma once

#include <helios/storage/row.hpp>

namespace helios::storage {

void check_row(shape const& s, byte_view image) {
  bool good = image.size() >= s.fixed_size();
  std::uint32_t before = 0;
  for (std::size_t i = 0; good && i != s.columns().size(); ++i) {
    if (s.columns()[i].type != physical_type::bytes) continue;
    auto const word = load<std::uint32_t>(image.data() + s.offset(i));
    std::uint32_t const end = word & ~out_of_line_bit;
    good = end >= before && end <= image.size() - s.fixed_size() &&
           ((word & out_of_line_bit) == 0 || end - before == sizeof(value_ref));
    before = end;
  }
  if (!good || before != image.size() - s.fixed_size()) {
    throw error(errc::data_corrupted,
                "a row in the log or a page does not fit its table's columns");
  }
}

}  // namespace helios::storage
