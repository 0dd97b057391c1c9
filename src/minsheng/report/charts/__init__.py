"""Charts ready to use: each takes small frozen inputs and gives a picture with the same numbers as a table."""

from minsheng.report.charts.bars import Bar, bar_chart
from minsheng.report.charts.bullet import Bullet, bullet_chart
from minsheng.report.charts.heat import heat_chart
from minsheng.report.charts.line import Forecast, Goal, Point, line_chart
from minsheng.report.charts.map import Shape, map_chart
from minsheng.report.charts.stack import Part, stack_chart
from minsheng.report.charts.strip import Strip, strip_chart
from minsheng.report.charts.waterfall import Step, waterfall_chart
from minsheng.report.picture import Chart, Table, chart_png, chart_svg, warm

__all__ = [
    "Bar",
    "Bullet",
    "Chart",
    "Forecast",
    "Goal",
    "Part",
    "Point",
    "Shape",
    "Step",
    "Strip",
    "Table",
    "bar_chart",
    "bullet_chart",
    "chart_png",
    "chart_svg",
    "heat_chart",
    "line_chart",
    "map_chart",
    "stack_chart",
    "strip_chart",
    "warm",
    "waterfall_chart",
]
