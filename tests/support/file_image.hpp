// tests/support/file_image.hpp -- a database file as bytes, and options that make a small one hold
// everything the format has.
#pragma once

#include <helios/history/options.hpp>
#include <helios/storage/vfs.hpp>

#include <string>

namespace helios::testing {

[[nodiscard]] inline bytes read_file(storage::vfs& from, std::string const& path) {
  auto const source = from.open(path, storage::open_mode::read_only);
  bytes all(static_cast<std::size_t>(source->size()));
  all.resize(source->read(0, all));
  return all;
}
inline void put_file(storage::vfs& to, std::string const& path, byte_view content) {
  if (to.identify(path)) to.remove(path);
  to.open(path, storage::open_mode::create)->write(0, content);
}

/// Leaves of a few rows, loads that are splices: everything the format has, in little room.
[[nodiscard]] inline history::engine_options small_file_options(durability mode) {
  history::engine_options o;
  o.durability = mode;
  o.bulk_rows = 30;
  o.limits = {16, 4096, 4, 25, 8};
  o.log.first_step = 16 << 10;
  o.log.emergency = 4 << 10;
  return o;
}

}  // namespace helios::testing
