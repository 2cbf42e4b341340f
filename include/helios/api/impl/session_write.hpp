// helios/api/impl/session_write.hpp -- a statement that writes: in the open transaction, or in one
// of its own that is tried until it is in.
#pragma once

#include <helios/api/impl/session_state.hpp>

namespace helios::api::detail {

template <class F>
auto session_state::write_or_go_back(F&& f) -> decltype(f()) {
  write_unit& unit = transaction_->unit;
  auto const before = unit.tx.save();
  try {
    return f();
  } catch (...) {
    unit.tx.rollback_to(before);
    unit.scope.went_back();
    ++transaction_->upheavals;
    throw;
  }
}

template <class F>
outcome session_state::write(request const& r, std::string_view command, F&& f) {
  refuse_writing(command);
  if (transaction_) {
    transaction_->used = true;
    write_unit& unit = transaction_->unit;
    return write_or_go_back([&] {
      std::shared_ptr<statement_run> run = begin_run(r, unit.at, &unit);
      outcome out = f(*run, unit);
      unit.scope.end_statement();
      keep_last(std::move(run));
      return out;
    });
  }
  return write_alone(in_, branch_, [&](read_point const& at, auto&& commit) {
    std::unique_ptr<write_unit> unit = idle_unit(at);
    if (settings_.default_serializable()) unit->serialize();
    std::shared_ptr<statement_run> const run = begin_run(r, at, unit.get());
    run->run.check();
    outcome out = f(*run, *unit);
    unit->scope.end_statement();
    give_back(run);
    commit([&] { this->commit(*unit); });
    if (unit->let_go()) idle_unit_ = std::move(unit);
    return out;
  });
}

}  // namespace helios::api::detail
