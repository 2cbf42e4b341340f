// Contestants take turns: what slows the machine down for a while slows all of them.
#pragma once

#include <bench/support/figures.hpp>
#include <bench/support/measure.hpp>
#include <bench/support/settings.hpp>

#include <functional>
#include <string>
#include <vector>

namespace helios::bench {

struct contestant {
  std::string name;
  std::function<double(int round)> run;  // returns its figure
};

enum class warm_up : bool { no, yes };

/// The median of each contestant's rounds, in their order.
[[nodiscard]] inline std::vector<double> medians(settings const& s,
                                                 std::vector<contestant> const& all, warm_up warm) {
  std::vector<std::vector<double>> taken(all.size());
  for (int round = warm == warm_up::yes ? -1 : 0; round != s.rounds; ++round) {
    for (std::size_t i = 0; i != all.size(); ++i) {
      double const figure = all[i].run(round);
      if (round >= 0) taken[i].push_back(figure);
    }
  }
  std::vector<double> middle;
  for (auto const& figures_of_one : taken) middle.push_back(median(figures_of_one));
  return middle;
}

/// Adds a figure of the first contestant beside each other one, or alone if there is none.
inline void compare(settings const& s, figures& out, figure form,
                    std::vector<contestant> const& all, warm_up warm) {
  std::vector<double> const middle = medians(s, all, warm);
  std::string const name = form.name;
  form.helios = middle[0];
  if (all.size() == 1) return out.add(std::move(form));
  for (std::size_t i = 1; i != all.size(); ++i) {
    form.name = name + " / " + all[i].name;
    form.peer = middle[i];
    form.peer_name = all[i].name;
    out.add(form);
  }
}

}  // namespace helios::bench
