// helios/exec/impl/operation.ipp -- cancelling, counting, EXPLAIN.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/operation.hpp>

#include <cstdio>

namespace helios::exec {

void run_context::check() const {
  if (stop.stop_requested())
    throw error(errc::query_canceled, "canceling statement due to user request");
  if (deadline && std::chrono::steady_clock::now() >= *deadline)
    throw error(errc::query_canceled, "canceling statement due to statement timeout");
}

bool operation::next(batch& out) {
  using clock = std::chrono::steady_clock;
  clock::time_point const begin = run_->timed ? clock::now() : clock::time_point{};
  bool more = true;
  do {
    run_->check();
    out.clear();
    out.columns.reserve(types_.size());
    more = pull(out);
  } while (more && out.count() == 0);
  if (run_->timed) statistics_.time += clock::now() - begin;
  if (!more) {
    out.clear();
    return false;
  }
  HELIOS_EXPECTS(out.count() <= run_->capacity);
  statistics_.rows += out.count();
  ++statistics_.batches;
  return true;
}

namespace detail {

inline void explain(operation const& at, bool analyze, std::size_t depth, std::string& out) {
  out.append(depth == 0 ? 0 : 6 * depth - 4, ' ');
  if (depth != 0) out += "->  ";
  out += at.describe();
  if (analyze) {
    operation_statistics const& s = at.statistics();
    char text[96];
    std::snprintf(text, sizeof text, " (actual time=%.3f rows=%llu batches=%llu)",
                  std::chrono::duration<double, std::milli>(s.time).count(),
                  static_cast<unsigned long long>(s.rows),
                  static_cast<unsigned long long>(s.batches));
    out += text;
  }
  out += '\n';
  for (operation_ptr const& in : at.inputs()) explain(*in, analyze, depth + 1, out);
}

}  // namespace detail

std::string explain(operation const& root, bool analyze) {
  std::string out;
  detail::explain(root, analyze, 0, out);
  return out;
}

}  // namespace helios::exec
