"""What institutions and areas are measured by, beyond the register's contract: what provisions are met or missed by.

An area (township, county, city) stands in the register as an institution of its kind, with these as its measures.
"""

from __future__ import annotations

COUNTS: tuple[tuple[str, str, str, str], ...] = (
    ("population", "服务人口", "people living in the area served", "人"),
    ("elderly", "老年人口", "people of 60 and over in the area served", "人"),
    ("performances_year", "年公益演出场次", "public-interest performances a year", "场"),
    ("operas_year", "年送地方戏曲场次", "local operas brought to the township a year", "场"),
    ("films_year", "年放映影片数", "films shown a year", "部"),
    ("new_films_year", "年放映国产新片数", "domestic films no older than two years shown a year", "部"),
    ("term_films", "每学期爱国主义影片数", "patriotic films shown to pupils a term", "部"),
    ("training_year", "年公益培训讲座次数", "free trainings and lectures a year", "次"),
    ("village_books_year", "年送书下乡册数", "books brought to villages a year", "册"),
    ("culture_vans", "流动文化车数", "vans for mobile culture", "辆"),
    ("broadcasts_day", "每天广播次数", "village broadcasts a day", "次"),
    ("broadcast_minutes", "每次广播时长", "minutes of the shortest broadcast", "分钟"),
    ("satellite_radio", "直播卫星广播节目数", "free radio programmes by satellite", "套"),
    ("analogue_radio", "模拟信号广播节目数", "free radio programmes by analogue signal", "套"),
    ("digital_radio", "数字音频广播节目数", "free radio programmes by digital audio", "套"),
    ("satellite_tv", "直播卫星电视节目数", "television programmes by satellite", "套"),
    ("terrestrial_tv", "地面电视节目数", "television programmes by terrestrial signal", "套"),
    ("sports_venues", "应开放体育设施数", "public and suitable school sports venues", "个"),
    ("open_sports_venues", "已开放体育设施数", "those of them open to the public", "个"),
    ("cultural_halls", "文化礼堂数", "village cultural halls", "个"),
    ("veteran_fairs_year", "年退役军人专场招聘次数", "job fairs for veterans a year", "次"),
    ("rehab_doctors", "康复医生数", "rehabilitation doctors", "人"),
    ("public_health_doctors", "公共卫生医生数", "public-health doctors", "人"),
    ("infection_staff", "医院感染管理专职人员数", "full-time infection control staff", "人"),
    ("occupied_beds", "实际使用病床数", "hospital beds in use", "张"),
    ("general_practitioners", "全科医生数", "general practitioners", "人"),
    ("doctors", "执业医师数", "licensed doctors", "人"),
    ("tcm_doctors", "中医类执业医师数", "licensed doctors of Chinese medicine", "人"),
    ("dementia_beds", "认知障碍床位数", "beds for people with dementia", "张"),
    ("dementia_units", "认知障碍照护机构（专区）数", "dementia care homes or wards", "个"),
    ("certified_carers", "持证养老护理员数", "certified carers of older people", "人"),
    ("elder_care_centres", "居家养老服务中心数", "home-care service centres", "个"),
    ("largest_class", "最大班额", "pupils in the largest class", "人"),
    ("teachers", "专兼职教师总数", "teachers, full and part time", "人"),
    ("part_time_teachers", "外聘兼职教师数", "part-time teachers from firms", "人"),
    ("public_kindergartens", "省二级以上公办中心园数", "public kindergartens of the second grade or above", "所"),
    ("interns", "实习学生数", "students on internship", "人"),
    ("welfare_centres", "社会福利中心数", "public welfare centres", "家"),
    ("child_welfare_homes", "区域性儿童福利机构数", "regional child welfare homes", "家"),
    ("disability_homes", "规范化残疾人之家数", "standard day centres for people with disabilities", "家"),
    ("mental_welfare_homes", "精神卫生福利设施数", "mental health welfare homes", "处"),
    ("warning_minutes", "强天气预警提前时间", "minutes a severe weather warning comes ahead", "分钟"),
)
"""Whole numbers: name, Chinese label, gloss, unit."""

DECIMALS: tuple[tuple[str, str, str, str, int], ...] = (
    ("hall_area_m2", "文化礼堂建筑面积", "floor area of the cultural hall", "平方米", 1_000_000),
    ("station_spacing_km", "气象站网平均间距", "mean distance between weather stations", "公里", 1000),
    ("weather_score", "公众气象服务满意度", "public satisfaction with the weather service", "分", 100),
)
"""Numbers with two decimals: name, label, gloss, unit, and the most there can be."""

RATES: tuple[tuple[str, str, str], ...] = (
    ("industrial_waste_reuse", "工业固废综合利用率", "share of industrial solid waste reused"),
    ("hazardous_waste_disposal", "危险废物安全处置率", "share of hazardous waste disposed of safely"),
    ("medical_waste_disposal", "医疗废物无害化处置率", "share of medical waste made harmless"),
    ("food_traceability", "主要食品追溯覆盖率", "share of main foods that can be traced"),
    ("drug_inspection", "药品抽检覆盖面", "share of drugs inspected by sample"),
    ("device_inspection", "医疗器械抽检覆盖面", "share of medical devices inspected by sample"),
    ("open_kitchens", "阳光厨房建成率", "share of large kitchens open to view"),
    ("market_traceability", "农贸市场追溯体系建成率", "share of city food markets with traceability"),
    ("market_testing", "农贸市场快检体系建成率", "share of city food markets with rapid tests"),
    ("grid_coverage", "网格化管理覆盖率", "share of the centre under grid management"),
    ("video_coverage", "重点区域视频监控覆盖率", "share of key public areas under video"),
    ("storm_monitoring", "暴雨易发村气象监测覆盖率", "share of villages prone to storms with monitoring"),
    ("forecast_accuracy", "晴雨预报准确率", "share of right forecasts of rain for 24 hours"),
    ("vaccination", "免疫规划疫苗接种率", "share of children with the planned vaccinations"),
)
"""Shares in per cent, with two decimals: name, label, gloss."""

CHOICES: tuple[tuple[str, str, str], ...] = (
    ("free_entry", "免费开放", "open free of charge"),
    ("free_lending", "免费借阅", "lends free of charge"),
    ("free_wifi", "免费上网", "free wireless network and e-reading"),
    ("e_reading_weekly", "电子阅览室每周开放", "e-reading room open every week"),
    ("emergency_broadcast", "有应急广播", "emergency broadcasts are received"),
    ("digital_tv_done", "完成无线数字化转换", "terrestrial television turned digital"),
    ("internship_certified", "实习实训考核认定合格", "certified as fit for internships"),
)
"""Yes or no: name, label, gloss."""
