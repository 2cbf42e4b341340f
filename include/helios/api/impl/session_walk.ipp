// helios/api/impl/session_walk.ipp -- the rows of one table for the loops of typed queries.
//
// The rows come from the scan that the query's plan has: by its keys or its index, with what a
// transaction wrote, as of the state that the session reads. What the plan would do with them is
// not done.
#pragma once

#include <helios/api/impl/session_state.hpp>

#include <helios/api/impl/bare_scan.hpp>

#include <cstring>

namespace helios::api::detail {

namespace walking {

/// For columns without a NULL in a batch.
inline constexpr std::uint8_t no_nulls[exec::largest_batch]{};

/// The columns of a batch as a block has them. False: a NULL where no member has a place for one.
[[nodiscard]] inline bool list_columns(exec::batch const& from, std::span<std::size_t const> places,
                                       std::span<typed::column_schema const> columns,
                                       std::vector<typed::block_column>& to) {
  to.clear();
  for (std::size_t i = 0; i != places.size(); ++i) {
    exec::column const& c = from.columns[places[i]];
    bool const nulls = c.nulls != nullptr;
    if (nulls && !columns[i].nullable && std::memchr(c.nulls, 1, from.count()) != nullptr)
      return false;
    to.push_back({c.elements, nulls ? c.nulls : no_nulls});
  }
  return true;
}

}  // namespace walking

bool session_state::walk(statement_ptr const& what, std::span<types::value const> parameters,
                         std::span<typed::column_schema const> columns, run_options const& options,
                         typed::block_taker to) {
  renew_stop();
  try {
    forget_last();
    refuse_failed();
    request r{std::static_pointer_cast<parsed_statement>(what),
              parameters,
              {},
              false,
              &options,
              deadline_of(options)};
    r.bare = true;
    if (!transaction_ && !past_) r.head = settle_branch();
    std::shared_ptr<statement_run> const run = begin_reading(r);
    bound_plan_ptr const plan = plan_of(r, *run);
    if (!are_columns(plan->query().root->columns, plan->places, columns)) return false;
    run->begin(plan);
    bool wanted = true;
    {
      exec::batch rows;
      std::vector<typed::block_column> block;
      while (wanted && run->execution->root().next(rows)) {
        HELIOS_EXPECTS(rows.rows.rows == nullptr);  // nobody has chosen among them
        wanted = walking::list_columns(rows, plan->places, columns, block) &&
                 to({block.data(), 0, rows.count(), rows.ahead});
      }
    }
    give_back(run);
    return wanted;
  } catch (...) {
    fail();
    throw;
  }
}

}  // namespace helios::api::detail
