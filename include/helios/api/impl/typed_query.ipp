// helios/api/impl/typed_query.ipp -- what queries of all types hold, copied and moved.
#pragma once

#include <helios/api/typed_query.hpp>

namespace helios::detail {

query_state::query_state(executor& on, typed::select_parts&& parts) noexcept
    : on_(&on), parts_(std::move(parts)) {}
query_state::query_state(query_state const&) = default;
query_state::query_state(query_state&&) noexcept = default;
query_state& query_state::operator=(query_state const&) = default;
query_state& query_state::operator=(query_state&&) noexcept = default;
query_state::~query_state() = default;

}  // namespace helios::detail
