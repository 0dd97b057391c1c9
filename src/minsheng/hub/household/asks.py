"""How each field is asked in plain words, and on which page; a page asks one thing.

``%(who)s`` stands for the person. Choices are in the order a reader expects; each field offers 不知道 besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from minsheng.hub.household.state import GATE
from minsheng.terms.fields import field_of

Form = Literal["choice", "many", "money", "whole", "ratio", "date", "division"]


@dataclass(frozen=True)
class Ask:
    """One field: the sentence that asks for it, a hint, and the choices by value.

    ``none`` words the box that says there is no such thing; ``since_birth`` the one that says it began with the birth.
    """

    field: str
    text: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    none: str = ""
    since_birth: str = ""
    of_home: bool = False

    @property
    def form(self) -> Form:
        """The kind of control."""
        if self.field == GATE:
            return "choice"
        found = field_of("household" if self.of_home else "person", self.field)
        assert found is not None
        if found.is_division:
            return "division"
        kinds: Mapping[str, Form] = {"money": "money", "whole": "whole", "ratio": "ratio", "date": "date"}
        if found.type == "categories":
            return "many"
        return "choice" if self.choices else kinds.get(found.type, "choice")

    @property
    def unit(self) -> str:
        """The unit of a figure."""
        found = field_of("household" if self.of_home else "person", self.field)
        return found.unit if found is not None else ""


@dataclass(frozen=True)
class Topic:
    """One page: what it is about, and the fields it may ask for; of each person only those that still matter."""

    id: str
    title: str
    fields: tuple[str, ...]
    of_home: bool = False


_YES_NO = (("true", _("是")), ("false", _("不是")))
_HAVE = (("true", _("有")), ("false", _("没有")))

ASKS: Mapping[tuple[bool, str], Ask] = {
    (ask.of_home, ask.field): ask
    for ask in (
        Ask("area", _("您家在城镇还是农村？"), "", (("urban", _("城镇")), ("rural", _("农村"))), of_home=True),
        Ask(
            "assets_over_limit",
            _("您家的财产超过当地低保的规定吗？"),
            _("比如有两套以上住房、有汽车、存款较多，各地规定不同。"),
            (("false", _("没有超过")), ("true", _("超过了"))),
            of_home=True,
        ),
        Ask("owns_home", _("您家有自己的住房吗？"), "", _HAVE, of_home=True),
        Ask("floor_area_m2", _("全家住房一共多少平方米？"), _("房产证上的建筑面积。"), of_home=True),
        Ask("unsafe_house", _("您家的房子鉴定为危房吗？"), _("C级、D级是危房。"), _YES_NO, of_home=True),
        Ask("renewal_area", _("您家住在棚户区或城中村的改造范围里吗？"), "", _YES_NO, of_home=True),
        Ask(
            "sudden_hardship",
            _("您家最近遇到火灾、车祸、重病这样的突发困难吗？"),
            _("因此一时过不下去的。"),
            _HAVE,
            of_home=True,
        ),
        Ask(
            "monthly_income",
            _("%(who)s每个月收入多少？"),
            _("工资、养老金、经营收入等加起来平均；没有收入填 0。低保、残疾人补贴不算在内。"),
        ),
        Ask(
            "employment",
            _("%(who)s现在工作吗？"),
            "",
            (
                ("employed", _("上班，受雇于单位或个人")),
                ("self_employed", _("自己做生意")),
                ("flexible", _("打零工、灵活就业")),
                ("unemployed", _("失业，正在找工作")),
                ("none", _("没有工作，也没在找")),
                ("retired", _("已经退休")),
            ),
        ),
        Ask("unemployed_since", _("%(who)s从哪天起失业？")),
        Ask("unemployment_insured_months", _("%(who)s失业前一共缴了多少个月失业保险？"), _("没有缴过填 0。")),
        Ask(
            "hard_to_employ",
            _("%(who)s被认定为就业困难人员吗？"),
            _("由街道或人力社保部门认定，有《就业创业证》记载。"),
            _YES_NO,
        ),
        Ask("maternity_insured", _("%(who)s的单位给缴了生育保险吗？"), "", _HAVE),
        Ask("maternity_leave_days", _("%(who)s这次的产假一共多少天？"), _("不休产假填 0。")),
        Ask("employer_avg_wage", _("%(who)s单位上年度职工月平均工资是多少？"), _("可以问单位人事。")),
        Ask(GATE, _("%(who)s有残疾人证吗？"), "", (("yes", _("有")), ("no", _("没有")))),
        Ask(
            "disability_kind",
            _("%(who)s残疾人证上写的是哪一类？"),
            "",
            (
                ("visual", _("视力")),
                ("hearing", _("听力")),
                ("speech", _("言语")),
                ("physical", _("肢体")),
                ("intellectual", _("智力")),
                ("mental", _("精神")),
                ("multiple", _("多重")),
            ),
        ),
        Ask(
            "disability_grade",
            _("%(who)s残疾人证上写的是几级？"),
            _("一级最重。"),
            (("1", _("一级")), ("2", _("二级")), ("3", _("三级")), ("4", _("四级"))),
        ),
        Ask(
            "care_dependence",
            _("%(who)s生活能自理吗？"),
            _("吃饭、穿衣、上厕所、走动等；以评估的结论为准。"),
            (
                ("none", _("能自理")),
                ("partial", _("部分不能自理")),
                ("most", _("基本不能自理")),
                ("full", _("完全不能自理")),
            ),
        ),
        Ask("in_care_institution", _("%(who)s住在养老院、福利院这样的机构里照护吗？"), "", _YES_NO),
        Ask(
            "education_stage",
            _("%(who)s在上学吗？"),
            "",
            (
                ("none", _("没有上学")),
                ("nursery", _("托儿所、托班")),
                ("kindergarten", _("幼儿园")),
                ("primary", _("小学")),
                ("junior", _("初中")),
                ("senior", _("普通高中")),
                ("vocational", _("中专、职高、技校")),
                ("college", _("大学、大专")),
            ),
        ),
        Ask("grade", _("%(who)s读几年级？"), _("按这个阶段的年级，如高一填 1。")),
        Ask(
            "school_ownership", _("%(who)s的学校是公办还是民办？"), "", (("public", _("公办")), ("private", _("民办")))
        ),
        Ask("school_division", _("%(who)s的学校在哪里？")),
        Ask("boarding", _("%(who)s住校吗？"), "", _YES_NO),
        Ask("special_major", _("%(who)s读的是另定标准的特殊专业吗？"), _("不清楚可以问学校。"), _YES_NO),
        Ask(
            "student_aid",
            _("%(who)s被学校列为资助对象吗？"),
            _("家里困难的学生由学校认定，每学年一次。"),
            _YES_NO,
        ),
        Ask("migrant_worker_child", _("%(who)s是进城务工人员的随迁子女吗？"), "", _YES_NO),
        Ask(
            "orphan_care",
            _("%(who)s是认定的孤儿吗？"),
            "",
            (("none", _("不是")), ("dispersed", _("是，由亲属或家庭抚养")), ("institution", _("是，由福利机构抚养"))),
        ),
        Ask(
            "child_hardship",
            _("%(who)s被认定为困境儿童吗？"),
            "",
            (
                ("none", _("不是")),
                ("unattended", _("是，事实无人抚养")),
                ("low_income_serious", _("是，低收入家庭的重病重残儿童")),
                ("other", _("是，其他困境")),
            ),
        ),
        Ask("left_behind", _("%(who)s是父母都外出务工的留守儿童吗？"), "", _YES_NO),
        Ask(
            "destitute",
            _("%(who)s被认定为特困人员吗？"),
            _("没有劳动能力、没有生活来源、也没有人赡养抚养，由民政部门认定；过去叫五保户。"),
            _YES_NO,
        ),
        Ask("elder_care_subsidy", _("%(who)s已经在享受政府的养老服务补贴吗？"), "", _YES_NO),
        Ask(
            "chronic",
            _("%(who)s有下面哪些病？"),
            _("可以选几项。"),
            (
                ("hypertension", _("高血压")),
                ("diabetes", _("糖尿病")),
                ("severe_mental", _("严重精神障碍")),
                ("tuberculosis", _("肺结核")),
                ("schistosomiasis", _("血吸虫病")),
                ("keshan", _("克山病")),
                ("kashin_beck", _("大骨节病")),
                ("fluorosis", _("氟骨症")),
                ("arsenic", _("地方性砷中毒")),
                ("cretinism", _("克汀病")),
                ("goitre", _("甲状腺肿")),
            ),
            none=_("都没有"),
        ),
        Ask(
            "pregnancy_due",
            _("%(who)s的预产期是哪天？"),
            _("正怀孕，或者刚生孩子不到两个月的，填预产期。"),
            none=_("没有怀孕，也没有刚生孩子"),
        ),
        Ask(
            "family_planning",
            _("%(who)s是计划生育特别扶助对象吗？"),
            "",
            (
                ("none", _("不是")),
                ("bereaved", _("是，独生子女伤残或死亡")),
                ("complication", _("是，计划生育手术并发症")),
            ),
        ),
        Ask(
            "complication_grade",
            _("%(who)s的手术并发症鉴定为几级？"),
            "",
            (("1", _("一级")), ("2", _("二级")), ("3", _("三级"))),
        ),
        Ask("guardian_of_severe_mental", _("%(who)s是严重精神障碍患者的监护人吗？"), "", _YES_NO),
        Ask(
            "pension",
            _("%(who)s参加哪种养老保险？"),
            "",
            (
                ("employee", _("职工养老保险")),
                ("resident", _("城乡居民养老保险")),
                ("public", _("机关事业单位养老保险")),
                ("none", _("没有参加")),
            ),
        ),
        Ask(
            "medical",
            _("%(who)s参加哪种医疗保险？"),
            "",
            (("employee", _("职工医保")), ("resident", _("城乡居民医保")), ("none", _("没有参加"))),
        ),
        Ask(
            "veteran",
            _("%(who)s当过兵吗？"),
            "",
            (
                ("none", _("没有")),
                ("serving", _("现役")),
                ("demobilised", _("退役，自主就业")),
                ("placed", _("退役，由政府安排工作")),
                ("disabled", _("残疾军人")),
            ),
        ),
        Ask("martyr_family", _("%(who)s是烈士家属吗？"), "", _YES_NO),
        Ask(
            "residence_status",
            _("%(who)s是本地户口吗？"),
            "",
            (("registered", _("本地户口")), ("permit", _("外地户口，有居住证")), ("none", _("外地户口，没有居住证"))),
        ),
        Ask(
            "residence_since",
            _("%(who)s从什么时候起住在本地？"),
            _("记不清哪天，写个大概。"),
            since_birth=_("从出生起"),
        ),
        Ask(
            "residence_points",
            _("%(who)s的居住证积分是多少？"),
            _("外地户口的人申请积分后由公安部门核定；没有申请填 0。"),
        ),
        Ask(
            "visit_kind",
            _("%(who)s最近看过病、想算能报销多少吗？"),
            "",
            (
                ("none", _("不算")),
                ("primary_outpatient", _("算，在社区、卫生院看的门诊")),
                ("outpatient", _("算，在其他医院看的门诊")),
                ("inpatient", _("算，住院")),
            ),
        ),
        Ask("eligible_medical_cost", _("%(who)s这次看病，医保目录内的费用是多少？"), _("看结算单。不算填 0。")),
        Ask("critical_illness_cost", _("%(who)s这次看病，进入大病保险的费用是多少？"), _("看结算单。没有填 0。")),
        Ask("hukou_division", _("%(who)s的户口在哪里？")),
        Ask("residence_division", _("%(who)s平时住在哪里？")),
    )
}
"""Every field the calculator can ask for, by whether it is the household's, and its name."""

TOPICS: tuple[Topic, ...] = (
    Topic("disability", _("有没有残疾人证"), (GATE,)),
    Topic("certificate", _("残疾人证上怎么写"), ("disability_kind", "disability_grade", "care_dependence")),
    Topic("income", _("每个月的收入"), ("monthly_income",)),
    Topic("assets", _("家里的财产"), ("assets_over_limit",), of_home=True),
    Topic("work", _("工作"), ("employment",)),
    Topic("school", _("上学"), ("education_stage",)),
    Topic("care", _("照护"), ("care_dependence", "in_care_institution")),
    Topic("jobless", _("失业"), ("unemployed_since", "unemployment_insured_months")),
    Topic(
        "at-school",
        _("在学校"),
        (
            "grade",
            "school_ownership",
            "school_division",
            "boarding",
            "special_major",
            "student_aid",
            "migrant_worker_child",
        ),
    ),
    Topic("child", _("孩子的情况"), ("orphan_care", "child_hardship", "left_behind")),
    Topic("recognised", _("政府的认定"), ("destitute", "elder_care_subsidy", "hard_to_employ", "family_planning")),
    Topic("complication", _("手术并发症"), ("complication_grade",)),
    Topic("insurance", _("养老和医疗保险"), ("pension", "medical")),
    Topic("health", _("身体"), ("chronic", "guardian_of_severe_mental")),
    Topic("pregnancy", _("怀孕"), ("pregnancy_due",)),
    Topic("maternity", _("生育保险"), ("maternity_insured", "maternity_leave_days", "employer_avg_wage")),
    Topic("service", _("军人和烈属"), ("veteran", "martyr_family")),
    Topic("place", _("城镇还是农村"), ("area",), of_home=True),
    Topic("housing", _("住房"), ("owns_home", "floor_area_m2", "unsafe_house", "renewal_area"), of_home=True),
    Topic("hardship", _("突发困难"), ("sudden_hardship",), of_home=True),
    Topic("residence", _("户口和居住"), ("residence_status", "residence_since", "residence_points")),
    Topic("visit", _("看病报销"), ("visit_kind", "eligible_medical_cost", "critical_illness_cost")),
    Topic("where", _("户口和住处"), ("hukou_division", "residence_division")),
)
"""The pages, in the order that breaks a tie."""

TOPIC_OF: Mapping[str, Topic] = {topic.id: topic for topic in TOPICS}


def ask_of(owner_is_home: bool, field: str) -> Ask | None:
    """How a field is asked, or None when the calculator does not ask for it."""
    return ASKS.get((owner_is_home, field))
