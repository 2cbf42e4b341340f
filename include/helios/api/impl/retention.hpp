// helios/api/impl/retention.hpp -- how many days of history VACUUM keeps.
#pragma once

#include <helios/history/engine.hpp>
#include <helios/types/temporal.hpp>

#include <cstdint>
#include <optional>

namespace helios::detail {

[[nodiscard]] inline history::vacuum_options keep_days(history::engine& in,
                                                       std::optional<std::uint32_t> days) {
  history::vacuum_options to;
  if (days) {
    std::int64_t const length = *days * types::microseconds_per_day;
    to.keep = microseconds{raw(in.world().now()) - length};
  }
  return to;
}

}  // namespace helios::detail
